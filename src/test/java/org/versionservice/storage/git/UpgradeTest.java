package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.storage.Receipt;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Increment;
import org.versionservice.version.IncrementVersion;
import org.versionservice.version.Outcome;
import org.versionservice.version.Principal;
import org.versionservice.version.Registry;
import org.versionservice.version.ReleaseLine;
import org.versionservice.version.Request;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;

/** Tests that the service continues what another version wrote, and keeps what it does not know. */
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

  /** The archive was written by this service before its packages were split. */
  @Test
  void open_ofADirectoryOfAnEarlierVersion_continuesIt() throws IOException {
    unpack("data-directory.zip");
    BareRepository repository = BareRepository.at(directory.resolve(".git"));
    String head = repository.head("main").orElseThrow().value();
    Clock clock = Clock.fixed(Instant.parse("2026-01-15T11:00:00Z"), ZoneOffset.UTC);
    try (GitStorage storage =
        GitStorage.open(Stores.localOnly(directory), clock, new SplittableRandom(1))) {
      storage.synchronise();
      assertThat(storage.list())
          .extracting(entry -> entry.id() + " " + entry.current())
          .containsExactly("7-commit 1.0.1", "7-keyed 1.0.2", "7-lowered 2.0.0");
      assertThat(
              storage
                  .history()
                  .of(new ApplicationId("7-lowered"), Optional.empty(), 9, all -> true))
          .hasValueSatisfying(page -> assertThat(page.entries()).hasSize(3));
      List<Receipt> receipts =
          storage.write(
              List.of(
                  Stores.patch("7-lowered"),
                  Stores.patch("7-deleted"),
                  Stores.patch("8-gone"),
                  Stores.patch("7-keyed", Optional.of(new IdempotencyKey("release-1"))),
                  patchOf("7-commit", "0123456789abcdef0123456789abcdef01234567")));
      assertThat(receipts)
          .extracting(Stores::version)
          .containsExactly("3.0.1", "1.0.2", "1.0.2", "1.0.1", "1.0.1");
      assertThat(receipts.subList(3, 5))
          .allMatch(receipt -> receipt.outcome() instanceof Outcome.Replayed);
    }
    assertThat(repository.git().run("rev-parse", "main~3")).containsExactly(head);
    repository.git().run("fsck", "--strict");
  }

  /** The directory has no table of what was handed out: its commits tell. */
  @Test
  void open_ofADirectoryOfAnEarlierVersion_knowsItsLines() throws IOException {
    unpack("data-directory.zip");
    try (GitStorage storage = Stores.open(Stores.localOnly(directory))) {
      Registry registry = storage.snapshot().registry();
      assertThat(registry.handedOut(new ApplicationId("7-lowered")).versions())
          .extracting(SemanticVersion::toString)
          .containsExactly("1.0.1", "2.0.0", "3.0.0");
      assertThat(Stores.version(storage.write(List.of(lineOf("7-lowered", "2"))).get(0)))
          .isEqualTo("2.0.1");
      assertThat(Stores.version(storage.write(List.of(Stores.patch("7-lowered"))).get(0)))
          .isEqualTo("3.0.1");
    }
  }

  private static Change lineOf(String app, String line) {
    return new IncrementVersion(
        new ApplicationId(app),
        new Increment.ToRelease(Increment.Level.PATCH),
        SemanticVersion.of(1, 0, 0),
        Optional.of(ReleaseLine.parse(line)),
        Optional.empty(),
        new Request(
            ChangeId.random(new SplittableRandom(3)),
            Principal.SERVICE,
            Optional.empty(),
            Optional.empty()));
  }

  private static Change patchOf(String app, String sha) {
    Request request =
        new Request(
            ChangeId.random(new SplittableRandom(2)),
            Principal.SERVICE,
            Optional.empty(),
            Optional.of(new SourceSha(sha)));
    return new IncrementVersion(
        new ApplicationId(app),
        new Increment.ToRelease(Increment.Level.PATCH),
        SemanticVersion.of(1, 0, 0),
        request);
  }

  private void unpack(String archive) throws IOException {
    try (ZipInputStream zip =
        new ZipInputStream(
            Objects.requireNonNull(UpgradeTest.class.getResourceAsStream(archive)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = directory.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
  }
}
