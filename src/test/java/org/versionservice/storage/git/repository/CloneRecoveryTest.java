package org.versionservice.storage.git.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.storage.Durability;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.storage.git.RemoteFixture;
import org.versionservice.storage.git.Stores;
import org.versionservice.version.ApplicationId;

/** A damaged clone is replaced, and all changes that are still readable in it are repeated. */
class CloneRecoveryTest extends RemoteFixture {

  @ParameterizedTest
  @ValueSource(strings = {"refs/heads/main", "config", "HEAD"})
  void open_afterAFileBecameGarbage_clonesAnew(String file) throws IOException {
    try (GitStorage storage = Stores.open(settings())) {
      storage.write(Stores.patches("1-app", 3));
    }
    Files.write(data().resolve(".git").resolve(file), "\0[garbage".getBytes(UTF_8));
    try (GitStorage storage = Stores.open(settings())) {
      assertThat(storage.list()).hasSize(3);
      storage.write(Stores.patches("1-app", 3));
      assertThat(current(storage, "1-app0")).hasValue("1.0.2");
      origin.git().run("fsck", "--full", "--strict");
    }
  }

  @Test
  void open_afterTheOldestPackWasLost_makesAgainWhatWasNotPushed() throws IOException {
    try (GitStorage storage = Stores.open(settings())) {
      storage.write(Stores.patches("1-app", 3));
    }
    List<Path> pushed = packs();
    try (GitStorage storage = Stores.open(settings())) {
      server.failAll(503);
      storage.write(List.of(Stores.patch("1-app0"), Stores.patch("1-app0")));
      assertThat(storage.unpushed()).isEqualTo(2);
    }
    for (Path pack : pushed) {
      Files.delete(pack);
    }
    server.recover();
    try (GitStorage storage = Stores.open(settings())) {
      assertThat(current(storage, "1-app0")).hasValue("1.0.3");
      assertThat(storage.unpushed()).isZero();
      assertThat(storage.conflicts()).isEmpty();
      assertThat(origin.git().run("log", "--format=%s", "-2", "main"))
          .containsExactly("1-app0 1.0.3", "1-app0 1.0.2");
    }
    assertThat(asides()).hasSize(1);
    try (GitStorage storage = Stores.open(settings())) {
      assertThat(current(storage, "1-app0")).as("made again once").hasValue("1.0.3");
    }
  }

  @Test
  void open_afterAllPacksWereLost_whileTheRemoteIsAway_isNotReadyAndHealsLater()
      throws IOException {
    try (GitStorage storage = Stores.open(settings())) {
      storage.write(Stores.patches("1-app", 3));
    }
    for (Path pack : packs()) {
      Files.delete(pack);
    }
    server.failAll(503);
    try (GitStorage storage = Stores.open(settings())) {
      assertThat(storage.isLoaded()).isFalse();
    }
    server.recover();
    try (GitStorage storage = Stores.open(settings())) {
      assertThat(storage.list()).hasSize(3);
    }
  }

  @Test
  void open_ofADamagedRepositoryWithoutRemote_leavesItAlone() throws IOException {
    GitSettings local = Stores.localOnly(temporary.resolve("local"));
    try (GitStorage storage = Stores.open(local)) {
      storage.write(Stores.patches("1-app", 3));
    }
    for (Path pack : packs(local.directory())) {
      Files.delete(pack);
    }
    try (GitStorage storage = Stores.open(local)) {
      assertThat(storage.isLoaded()).isFalse();
      assertThat(storage.health().details().get("defect")).contains("backup");
      assertThatThrownBy(() -> storage.write(List.of(Stores.patch("1-app0"))))
          .isInstanceOf(StorageException.class);
    }
    assertThat(local.directory().resolve(".git/refs/heads/main")).isNotEmptyFile();
    assertThat(local.directory().resolve("damaged")).doesNotExist();
  }

  private GitSettings settings() {
    return settings("data", Durability.REMOTE_PREFERRED);
  }

  private Path data() {
    return temporary.resolve("data");
  }

  private List<Path> packs() throws IOException {
    return packs(data());
  }

  private static List<Path> packs(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve(".git/objects/pack"))) {
      return files.toList();
    }
  }

  private List<Path> asides() throws IOException {
    try (Stream<Path> files = Files.list(data())) {
      return files.filter(file -> file.getFileName().toString().startsWith("damaged")).toList();
    }
  }

  private static Optional<String> current(GitStorage storage, String app) {
    return storage.get(new ApplicationId(app)).map(entry -> entry.current().toString());
  }
}
