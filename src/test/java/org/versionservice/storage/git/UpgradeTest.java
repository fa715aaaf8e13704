package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;

/** The service keeps files of another version that it does not know. */
class UpgradeTest {

  @TempDir Path directory;

  @Test
  void write_inADirectoryOfANewerVersion_keepsWhatItDoesNotKnow() throws IOException {
    GitSettings settings = Stores.localOnly(directory);
    try (GitStorage storage = Stores.open(settings)) {
      storage.write(List.of(Stores.set("1-a", "1.5.0")));
    }
    Path unknown = Files.createDirectories(directory.resolve("later")).resolve("state.json");
    Path inGit = directory.resolve(".git").resolve("later.json");
    Files.writeString(unknown, "{}");
    Files.writeString(inGit, "{}");
    BareRepository repository = BareRepository.at(directory.resolve(".git"));
    repository.configure("later.setting", "7");
    repository.commit("main", "later.txt", "kept\n");
    String head = repository.head("main").orElseThrow().value();
    repository.git().run("update-ref", "refs/later/notes", head);
    try (GitStorage storage = Stores.open(settings)) {
      assertThat(Stores.version(storage.write(List.of(Stores.patch("1-a"))).get(0)))
          .isEqualTo("1.5.1");
      storage.repack();
    }
    assertThat(unknown).hasContent("{}");
    assertThat(inGit).hasContent("{}");
    assertThat(repository.git().run("config", "later.setting")).containsExactly("7");
    assertThat(repository.git().run("rev-parse", "refs/later/notes")).containsExactly(head);
    assertThat(repository.read("main", "later.txt")).isEqualTo("kept\n");
  }
}
