package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.GitCommand;
import org.versionservice.proof.LogLines;
import org.versionservice.proof.MovedClock;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.storage.git.repository.DataDirectory;
import org.versionservice.storage.git.repository.HistoryIndex;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Increment;
import org.versionservice.version.IncrementVersion;
import org.versionservice.version.Outcome;
import org.versionservice.version.Principal;
import org.versionservice.version.Request;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;

/** The index of the history saves a start most commits, and nothing depends on it. */
class HistoryIndexTest {

  /** The least number of new commits for which a stop or a start writes an index. */
  private static final int MANY = 1_000;

  /** A walk of commits that ends at one of them may read a few older ones. */
  private static final int OLD = 20;

  /** The maximum distance of two bytes that are tried. */
  private static final int SAMPLE = 40;

  private static final Change KEYED =
      new IncrementVersion(
          new ApplicationId("1-keyed"),
          new Increment.ToRelease(Increment.Level.PATCH),
          SemanticVersion.of(1, 0, 0),
          new Request(
              ChangeId.random(new Random(1)),
              Principal.ANONYMOUS,
              Optional.of(new IdempotencyKey("k")),
              Optional.of(new SourceSha("4f2a9c1"))));

  @TempDir Path temporary;

  private GitSettings settings;
  private Path data;
  private Path file;

  @BeforeEach
  void create() {
    data = temporary.resolve("data");
    file = data.resolve("history-index");
    settings = Stores.localOnly(data);
    try (GitStorage storage = GitStorage.open(settings, new MovedClock(), new Random())) {
      storage.synchronise();
      storage.write(Stores.patches("0-old", OLD));
    }
  }

  @Test
  void start_withAnIndex_readsNoOlderCommit() throws IOException {
    writeIndex();
    write(Stores.patch("1-app"));
    loseTheFirstCommit();

    assertThat(current("1-app")).hasValue("1.0.2");
    try (GitStorage storage = Stores.open(settings)) {
      assertThat(storage.write(List.of(KEYED)).get(0).outcome())
          .isInstanceOf(Outcome.Replayed.class);
    }
    Files.delete(file);
    try (GitStorage storage = Stores.open(settings)) {
      assertThat(storage.health().details().get("defect")).contains("damaged");
    }
  }

  @Test
  void history_thatMeetsALostCommit_dropsTheIndexSoThatTheNextStartFindsIt() throws IOException {
    writeIndex();
    loseTheFirstCommit();
    try (GitStorage storage = Stores.open(settings)) {
      assertThatThrownBy(() -> storage.history().end()).isInstanceOf(StorageException.class);
      storage.write(Stores.patches("2-app", MANY));
      storage.repack();
    }
    assertThat(file).doesNotExist();
    try (GitStorage storage = Stores.open(settings)) {
      assertThat(storage.health().details().get("defect")).contains("damaged");
    }
  }

  @Test
  void index_withAnyByteChanged_isNotUsed() throws IOException {
    writeIndex();
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(7);
    for (int offset = 0; offset < whole.length; offset += 1 + random.nextInt(SAMPLE)) {
      byte[] damaged = whole.clone();
      damaged[offset] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      assertThat(commit()).as("byte %d", offset).isEmpty();
    }
    Files.write(file, whole);
    assertThat(commit()).isPresent();
  }

  @Test
  void index_ofAnyOtherLength_isNotUsed() throws IOException {
    writeIndex();
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(8);
    for (int length = 0; length < whole.length; length += 1 + random.nextInt(SAMPLE)) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(commit()).as("%d bytes", length).isEmpty();
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertThat(commit()).isEmpty();
  }

  @Test
  void index_thatCannotBeUsed_isLoggedOnceAndReplaced() throws IOException {
    writeIndex();
    write(Stores.patch("1-app"));
    Files.writeString(file, "version-service history-index 2\nof a later version");
    try (LogLines log = new LogLines(HistoryIndex.class)) {
      try (GitStorage storage = Stores.open(settings)) {
        assertThat(storage.list()).hasSize(OLD + 2);
        assertThat(log.lines()).singleElement().asString().contains("it has another format");
      }
    }
    writeIndex();
    assertThat(commit()).hasValue(head());
  }

  @Test
  void index_ofAnotherBranchOrTimeOfKeys_isNotUsed() throws IOException {
    writeIndex();
    try (DataDirectory directory = DataDirectory.take(data)) {
      Duration kept = settings.keysKeptFor();
      assertThat(new HistoryIndex(new Disk(), directory, "other", kept).commit()).isEmpty();
      assertThat(new HistoryIndex(new Disk(), directory, "main", kept.plusDays(1)).commit())
          .isEmpty();
      assertThat(new HistoryIndex(new Disk(), directory, "main", kept).commit()).isPresent();
    }
  }

  @Test
  void index_ofACommitThatTheBranchLacks_isNotUsed() throws IOException {
    write(Stores.patch("1-app"));
    ObjectId before = head();
    writeIndex();
    git("update-ref", "refs/heads/main", before.name());
    try (LogLines log = new LogLines(HistoryIndex.class);
        GitStorage storage = Stores.open(settings)) {
      assertThat(storage.get(new ApplicationId("1-keyed"))).isEmpty();
      assertThat(log.lines()).singleElement().asString().contains("the branch does not have");
    }
  }

  @Test
  void write_afterManyCommits_happensAtAStopAndInTheMaintenanceAfterAStart() throws IOException {
    write(Stores.patch("1-app"));
    assertThat(file).doesNotExist();
    try (GitStorage storage = Stores.open(settings)) {
      storage.write(Stores.patches("2-app", MANY));
      storage.repack();
      byte[] first = Files.readAllBytes(file);
      storage.write(Stores.patches("2-app", MANY));
      storage.repack();
      assertThat(file).hasBinaryContent(first);
    }
    assertThat(commit()).hasValue(head());
  }

  @Test
  void write_onABrokenDisk_leavesTheOldIndex() throws IOException {
    writeIndex();
    byte[] old = Files.readAllBytes(file);
    write(Stores.patch("1-app"));
    for (int step = 0; step < 3; step++) {
      int failing = step;
      Disk disk =
          new Disk() {
            private int steps;

            private void step() throws IOException {
              if (steps++ == failing) {
                throw new IOException("broken");
              }
            }

            @Override
            public void create(Path path, Content content) throws IOException {
              step();
              super.create(
                  path,
                  channel -> {
                    content.writeTo(channel);
                    step();
                  });
            }

            @Override
            public void rename(Path from, Path to) throws IOException {
              step();
              super.rename(from, to);
            }
          };
      assertThatThrownBy(() -> writeIndex(disk)).hasMessageContaining("broken");
      assertThat(file).hasBinaryContent(old);
    }
    writeIndex();
    assertThat(commit()).hasValue(head());
  }

  /** Makes a change with a key, and writes an index of all commits. */
  private void writeIndex() throws IOException {
    write(Stores.patch("1-app"));
    write(KEYED);
    writeIndex(new Disk());
  }

  private void writeIndex(Disk disk) throws IOException {
    try (GitParts parts = GitParts.open(settings, disk, Clock.systemUTC(), new Random(1))) {
      parts.single.run(parts.catchUp::synchronise);
      parts.index.write();
    }
  }

  private void write(Change change) {
    try (GitStorage storage = Stores.open(settings)) {
      storage.write(List.of(change));
    }
  }

  private Optional<String> current(String app) {
    try (GitStorage storage = Stores.open(settings)) {
      return storage.get(new ApplicationId(app)).map(entry -> entry.current().toString());
    }
  }

  /** Returns the commit of the index, as the next start reads it. */
  private Optional<ObjectId> commit() {
    try (DataDirectory directory = DataDirectory.take(data)) {
      return new HistoryIndex(new Disk(), directory, "main", settings.keysKeptFor()).commit();
    }
  }

  private ObjectId head() {
    return ObjectId.fromString(git("rev-parse", "main").get(0));
  }

  /** Unpacks all objects, and deletes the oldest commit. */
  private void loseTheFirstCommit() throws IOException {
    String id = git("rev-list", "--max-parents=0", "main").get(0);
    Path packs = data.resolve(".git/objects/pack");
    Path aside = Files.createDirectories(temporary.resolve("packs"));
    try (var files = Files.list(packs)) {
      for (Path pack : files.toList()) {
        Files.move(pack, aside.resolve(pack.getFileName()));
      }
    }
    try (var files = Files.list(aside)) {
      for (Path pack : files.filter(path -> path.toString().endsWith(".pack")).toList()) {
        unpack(pack);
      }
    }
    Files.delete(data.resolve(".git/objects").resolve(id.substring(0, 2)).resolve(id.substring(2)));
  }

  private void unpack(Path pack) throws IOException {
    Process git =
        new ProcessBuilder("git", "unpack-objects", "-q")
            .directory(data.resolve(".git").toFile())
            .redirectInput(pack.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(git.onExit().join().exitValue()).isZero();
  }

  private List<String> git(String... arguments) {
    return new GitCommand(data).run(arguments);
  }
}
