package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitCommand;
import org.versionservice.proof.LogLines;
import org.versionservice.storage.Durability;
import org.versionservice.storage.StorageHealth;
import org.versionservice.storage.git.remote.AdvertisedReferences;
import org.versionservice.storage.git.versionsfile.VersionsFile;

/** The remote is a Git repository, but the wrong one. */
class MisconfiguredRemoteTest extends RemoteFixture {

  @Test
  void open_ofARepositoryWithSha256Names_saysSo() {
    GitCommand git = createWithSha256();
    String tree = git.run("hash-object", "-t", "tree", "-w", "/dev/null").get(0);
    String commit =
        git.run(
                "-c",
                "user.name=Ada",
                "-c",
                "user.email=ada@example.com",
                "commit-tree",
                "-m",
                "one",
                tree)
            .get(0);
    git.run("update-ref", "refs/heads/main", commit);
    try (GitStorage storage = open("versions")) {
      assertThat(storage.health().status()).isEqualTo(StorageHealth.Status.DOWN);
      assertThat(storage.health().details().get("remote")).contains("SHA-256");
    }
  }

  /** A fetch cannot tell it from any other empty repository. */
  @Test
  void open_ofAnEmptyRepositoryWithSha256Names_saysSo() {
    createWithSha256();
    try (GitStorage storage = open("versions")) {
      assertThat(storage.isLoaded()).isFalse();
      assertThat(storage.health().details().get("remote")).contains("SHA-256");
    }
  }

  private GitCommand createWithSha256() {
    Path directory = temporary.resolve("versions.git");
    new GitCommand(temporary)
        .run("init", "--quiet", "--bare", "--object-format=sha256", directory.toString());
    BareRepository repository = BareRepository.at(directory);
    repository.git().run("config", "http.receivepack", "true");
    return repository.git();
  }

  @Test
  void open_ofARepositoryWhoseRegistryIsOnAnotherBranch_namesIt() {
    BareRepository origin = server.create("versions", "master");
    origin.commit("master", VersionsFile.NAME, VersionsFiles.own("1-a", "1.0.2"));
    try (LogLines log = new LogLines(AdvertisedReferences.class);
        GitStorage storage = open("versions")) {
      assertThat(storage.isLoaded()).isTrue();
      assertThat(log.lines())
          .anySatisfy(line -> assertThat(line).contains("WARNING", "no branch main", "master"));
    }
  }

  private GitStorage open(String repository) {
    return Stores.open(
        Stores.settings(
            temporary.resolve("data"), Optional.of(server.url(repository)), Durability.REMOTE));
  }
}
