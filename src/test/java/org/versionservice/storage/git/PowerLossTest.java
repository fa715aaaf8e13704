package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.GitCommand;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.storage.git.pack.GeometricRepack;
import org.versionservice.version.ApplicationVersion;

/**
 * Cuts the power at each disk step of the store, and checks what remains on a disk that keeps only
 * forced data.
 */
class PowerLossTest {

  @TempDir Path temporary;

  @Test
  void acknowledgedChanges_surviveAtEveryStep() throws IOException {
    ForgetfulDisk disk = new ForgetfulDisk();
    List<Integer> acknowledgedAt = new ArrayList<>();
    try (GitStorage storage = Stores.open(Stores.localOnly(temporary.resolve("data")), disk)) {
      for (int i = 0; i < 6; i++) {
        storage.write(Stores.patches("1-app", 2));
        acknowledgedAt.add(disk.steps());
      }
    }
    for (int step = 0; step <= disk.steps(); step++) {
      int cut = step;
      long acknowledged = acknowledgedAt.stream().filter(at -> at <= cut).count();
      Path after = temporary.resolve("after-" + step);
      disk.layOut(step, temporary.resolve("data"), after);
      try (GitStorage storage = Stores.open(Stores.localOnly(after))) {
        assertThat(storage.list())
            .as("power cut after step %d, %s", step, disk.name(step))
            .hasSize(acknowledged == 0 && storage.list().isEmpty() ? 0 : 2)
            .extracting(ApplicationVersion::revision)
            .allSatisfy(revision -> assertThat(revision).isBetween(acknowledged, acknowledged + 1));
        storage.write(List.of(Stores.patch("1-app0")));
      }
    }
    assertThat(disk.steps()).isGreaterThan(40);
  }

  @Test
  void repack_losesNothingAtAnyStep() throws IOException {
    ForgetfulDisk disk = new ForgetfulDisk();
    Path data = temporary.resolve("data");
    for (int i = 0; i < GeometricRepack.FAN + 1; i++) {
      try (GitStorage storage = Stores.open(Stores.localOnly(data), disk)) {
        storage.write(Stores.patches("1-app", 2));
      }
    }
    int before = disk.steps();
    try (GitStorage storage = Stores.open(Stores.localOnly(data), disk)) {
      assertThat(storage.repack()).isPositive();
    }
    assertThat(disk.steps()).isGreaterThan(before + 2 * GeometricRepack.FAN);
    for (int step = before; step <= disk.steps(); step++) {
      Path after = temporary.resolve("after-" + step);
      disk.layOut(step, data, after);
      new GitCommand(after).run("fsck", "--full", "--strict");
      assertThat(new GitCommand(after).run("rev-list", "--objects", "--count", "main"))
          .as("power cut after step %d, %s", step, disk.name(step))
          .containsExactly("54");
    }
  }

  /**
   * A disk that records its operations. A new name is lost unless the directory was forced after
   * it; a deletion is never lost.
   */
  private static final class ForgetfulDisk extends Disk {

    private enum Operation {
      CREATE,
      RENAME,
      FORCE,
      DELETE
    }

    private record Step(Operation operation, Path file, Optional<Path> from, byte[] content) {}

    private final List<Step> steps = new ArrayList<>();

    @Override
    public void create(Path file, Content content) throws IOException {
      super.create(file, content);
      steps.add(new Step(Operation.CREATE, file, Optional.empty(), Files.readAllBytes(file)));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      super.rename(from, to);
      steps.add(new Step(Operation.RENAME, to, Optional.of(from), new byte[0]));
    }

    @Override
    public void force(Path directory) throws IOException {
      super.force(directory);
      steps.add(new Step(Operation.FORCE, directory, Optional.empty(), new byte[0]));
    }

    @Override
    public void delete(Path file) throws IOException {
      super.delete(file);
      steps.add(new Step(Operation.DELETE, file, Optional.empty(), new byte[0]));
    }

    int steps() {
      return steps.size();
    }

    String name(int step) {
      return step == 0
          ? "start"
          : steps.get(step - 1).operation() + " " + steps.get(step - 1).file();
    }

    /** Creates what remains of {@code data} if the power fails after a number of steps. */
    void layOut(int count, Path data, Path target) throws IOException {
      Map<Path, byte[]> seen = new HashMap<>();
      Map<Path, byte[]> durable = new HashMap<>();
      for (Step step : steps.subList(0, count)) {
        switch (step.operation()) {
          case CREATE -> seen.put(step.file(), step.content());
          case RENAME -> {
            byte[] content = seen.remove(step.from().orElseThrow());
            seen.put(step.file(), content == null ? new byte[0] : content);
          }
          case FORCE ->
              seen.forEach(
                  (file, content) -> {
                    if (file.startsWith(step.file())) {
                      durable.put(file, content);
                    }
                  });
          case DELETE -> {
            seen.remove(step.file());
            durable.remove(step.file());
          }
        }
      }
      copyOthers(data, target);
      for (Map.Entry<Path, byte[]> file : durable.entrySet()) {
        Path place = target.resolve(data.relativize(file.getKey()));
        Files.createDirectories(place.resolveSibling(".").normalize());
        Files.write(place, file.getValue());
      }
    }

    /** Copies the files that the store did not write through this disk: JGit's set-up. */
    private void copyOthers(Path data, Path target) throws IOException {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(data)) {
        files = walk.filter(Files::isRegularFile).toList();
      }
      for (Path file : files) {
        if (steps.stream().noneMatch(step -> step.file().equals(file))) {
          Path place = target.resolve(data.relativize(file));
          Files.createDirectories(place.resolveSibling(".").normalize());
          Files.copy(file, place);
        }
      }
      Files.createDirectories(target.resolve(".git/objects/pack"));
      Files.createDirectories(target.resolve(".git/refs/heads"));
    }
  }
}
