package org.versionservice.storage.git.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitCommand;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.proof.LogLines;
import org.versionservice.storage.Durability;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.storage.git.Stores;
import org.versionservice.storage.git.VersionsFiles;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.version.ApplicationId;

/** A merge of packs keeps every object, also during writes and with a damaged pack. */
class GeometricRepackTest {

  private static final int APPS = 2_000;
  private static final int CHANGES = 400;
  private static final int BATCH = 25;

  @TempDir Path directory;

  @Test
  void repack_ofManyPacks_keepsEachCommitAndFile() throws IOException {
    writeInManyPacks(70);
    List<String> before = objects();
    assertThat(packs()).hasSizeGreaterThan(60);

    try (GitStorage storage = Stores.open(Stores.localOnly(directory))) {
      assertThat(storage.repack()).isGreaterThan(60);
      assertThat(packs()).hasSizeLessThan(16);
      storage.write(Stores.patches("1-app", 3));
      assertThat(storage.repack()).isZero();
    }

    new GitCommand(directory).run("fsck", "--full", "--strict");
    assertThat(objects()).containsAll(before);
    assertThat(new GitCommand(directory).run("rev-list", "--count", "main")).containsExactly("213");
  }

  @Test
  void repack_besideAWriter_losesNothing() throws IOException {
    writeInManyPacks(20);
    AtomicBoolean done = new AtomicBoolean();
    try (GitStorage storage = Stores.open(Stores.localOnly(directory))) {
      CompletableFuture<Void> repacking =
          CompletableFuture.runAsync(
              () -> {
                while (!done.get()) {
                  storage.repack();
                }
              });
      for (int i = 0; i < 400; i++) {
        storage.write(Stores.patches("2-app", 2));
      }
      done.set(true);
      repacking.join();
      assertThat(storage.get(new ApplicationId("2-app1")).orElseThrow().current())
          .hasToString("1.0.400");
    }
    new GitCommand(directory).run("fsck", "--full", "--strict");
    try (GitStorage storage = Stores.open(Stores.localOnly(directory))) {
      assertThat(storage.get(new ApplicationId("2-app0")).orElseThrow().revision()).isEqualTo(400);
    }
  }

  @Test
  void repack_ofADamagedPack_leavesAllPacksAlone() throws IOException {
    writeInManyPacks(10);
    Path damaged = packs().get(3);
    byte[] content = Files.readAllBytes(damaged);
    content[content.length / 2] ^= 1;
    damaged.toFile().setWritable(true);
    Files.write(damaged, content);
    List<Path> before = packs();
    try (LogLines log = new LogLines("org.eclipse.jgit.internal.storage.file.PackDirectory");
        GitStorage storage =
            GitStorage.open(Stores.localOnly(directory), Clock.systemUTC(), new Random())) {
      assertThatThrownBy(storage::repack).isInstanceOf(StorageException.class);
      assertThat(log.lines()).as("log lines of JGit").hasSizeBetween(1, 3);
    }
    assertThat(packs()).isEqualTo(before);
  }

  @Test
  void repack_ofTwoReplicasThatChangeInTurn_leavesAtMostTwiceOfWhatOneAloneNeeds()
      throws IOException {
    long alone = bytesAfter(1);
    assertThat(bytesAfter(2)).isLessThan(2 * alone);
  }

  /** Returns the size of the first replica's packs after {@value #CHANGES} changes, in bytes. */
  private long bytesAfter(int replicas) throws IOException {
    Path parent = Files.createDirectory(directory.resolve("replicas-" + replicas));
    List<GitStorage> open = new ArrayList<>();
    try (GitHttpServer server = GitHttpServer.start(parent)) {
      BareRepository origin = server.create("versions", "main");
      origin.commit("main", VersionsFile.NAME, VersionsFiles.byGo(APPS));
      for (int i = 0; i < replicas; i++) {
        Optional<String> remote = Optional.of(origin.directory().toUri().toString());
        open.add(Stores.open(Stores.settings(parent.resolve("r" + i), remote, Durability.REMOTE)));
      }
      for (int i = 0; i < CHANGES / BATCH; i++) {
        GitStorage next = open.get(i % replicas);
        next.synchronise();
        next.write(Stores.patches("1-app", BATCH));
      }
      open.get(0).synchronise();
      open.get(0).repack();
      new GitCommand(parent.resolve("r0")).run("fsck", "--full", "--strict");
      return packs(parent.resolve("r0")).stream().mapToLong(pack -> pack.toFile().length()).sum();
    } finally {
      open.forEach(GitStorage::close);
    }
  }

  /** Writes the given number of packs: each opened storage begins one. */
  private void writeInManyPacks(int packs) {
    for (int i = 0; i < packs; i++) {
      try (GitStorage storage = Stores.open(Stores.localOnly(directory))) {
        storage.write(Stores.patches("1-app", 3));
      }
    }
  }

  private List<Path> packs() throws IOException {
    return packs(directory);
  }

  private static List<Path> packs(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve(".git/objects/pack"))) {
      return files.filter(file -> file.toString().endsWith(".pack")).sorted().toList();
    }
  }

  /** Returns the ids, types and sizes of all objects; git inflates each one for this. */
  private List<String> objects() {
    return new GitCommand(directory).run("cat-file", "--batch-check", "--batch-all-objects");
  }
}
