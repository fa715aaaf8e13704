package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitCommand;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.storage.Durability;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.pack.Disk;

/** Fills the disk at each step of a write, and frees space again. */
class FullDiskTest {

  /** The maximum number of disk steps of one batch. */
  private static final int STEPS = 14;

  @TempDir Path temporary;

  @Test
  void write_ofALocalRepository_recoversFromAFullDiskAtEveryStep() {
    for (int step = 0; step < STEPS; step++) {
      Path data = temporary.resolve("data-" + step);
      Set<String> issued = fillAndMakeRoom(Stores.localOnly(data), step);
      assertThat(issued).contains("1.0.1");
      new GitCommand(data).run("fsck", "--full", "--strict");
    }
  }

  @Test
  void write_thatIsPushed_recoversFromAFullDiskAtEveryStep() {
    try (GitHttpServer server = GitHttpServer.start(temporary)) {
      for (int step = 0; step < STEPS; step++) {
        BareRepository origin = server.create("versions-" + step + ".git", "main");
        GitSettings settings =
            Stores.settings(
                temporary.resolve("data-" + step),
                Optional.of(server.url("versions-" + step + ".git")),
                Durability.REMOTE);
        Set<String> issued = fillAndMakeRoom(settings, step);
        List<String> subjects = origin.git().run("log", "--format=%s", "main");
        assertThat(subjects).doesNotHaveDuplicates();
        issued.forEach(version -> assertThat(subjects).contains("1-app " + version));
        origin.git().run("fsck", "--full", "--strict");
      }
    }
  }

  /** Writes before, while and after the disk is full; returns the answered versions. */
  private static Set<String> fillAndMakeRoom(GitSettings settings, int stepsLeft) {
    FullDisk disk = new FullDisk();
    List<String> issued = new ArrayList<>();
    try (GitStorage storage = Stores.open(settings, disk)) {
      issued.add(write(storage).orElseThrow());
      disk.left = stepsLeft;
      for (int i = 0; i < 3; i++) {
        write(storage).ifPresent(issued::add);
      }
      disk.left = Integer.MAX_VALUE;
      issued.add(write(storage).orElseThrow());
      issued.add(write(storage).orElseThrow());
      assertThat(issued).as("space for %d steps", stepsLeft).doesNotHaveDuplicates();
    }
    try (GitStorage storage = Stores.open(settings)) {
      String last = issued.get(issued.size() - 1);
      assertThat(storage.list().get(0).current()).hasToString(last);
    }
    return new HashSet<>(issued);
  }

  private static Optional<String> write(GitStorage storage) {
    try {
      return Optional.of(Stores.version(storage.write(List.of(Stores.patch("1-app"))).get(0)));
    } catch (StorageException noRoom) {
      return Optional.empty();
    }
  }

  /** A disk with space for a number of steps; operations that use no space continue. */
  private static final class FullDisk extends Disk {

    private int left = Integer.MAX_VALUE;

    @Override
    public void create(Path file, Content content) throws IOException {
      use();
      super.create(file, content);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      use();
      super.rename(from, to);
    }

    @Override
    public void force(Path directory) throws IOException {
      use();
      super.force(directory);
    }

    private void use() throws IOException {
      if (left <= 0) {
        throw new IOException("No space left on device");
      }
      left--;
    }
  }
}
