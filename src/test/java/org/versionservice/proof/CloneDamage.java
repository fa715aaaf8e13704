package org.versionservice.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/** The damages that a power cut, a full disk or an administrator's mistake can cause to a clone. */
public enum CloneDamage {
  EMPTY_BRANCH(git -> write(git, "refs/heads/main", "")),
  GARBAGE_BRANCH(git -> write(git, "refs/heads/main", "\0[garbage")),
  LOST_PACKED_REFS(git -> Files.deleteIfExists(packedRefs(git))),
  GARBAGE_PACKED_REFS(git -> Files.writeString(packedRefs(git), "garbage")),
  LOST_REFS(git -> files(git.resolve("refs"), "").forEach(CloneDamage::delete)),
  GARBAGE_TRACKING_REF(git -> write(git, "refs/remotes/origin/main", "garbage\n")),
  LOST_HEAD(git -> Files.deleteIfExists(git.resolve("HEAD"))),
  GARBAGE_HEAD(git -> write(git, "HEAD", "\0")),
  LEFT_LOCK(git -> write(git, "refs/heads/main.lock", "")),
  LOST_CONFIG(git -> Files.deleteIfExists(git.resolve("config"))),
  GARBAGE_CONFIG(git -> write(git, "config", "\0[garb\nage")),
  LOST_INDEXES(git -> files(git.resolve("objects/pack"), ".idx").forEach(CloneDamage::delete)),
  CUT_CHECKSUM(git -> truncate(git, size -> size - 10)),
  TRUNCATED_PACK(git -> truncate(git, size -> size / 2));

  @SuppressWarnings("ImmutableEnumChecker")
  private final Action action;

  /** Changes the files of a clone. */
  @FunctionalInterface
  private interface Action {
    void apply(Path git) throws IOException;
  }

  CloneDamage(Action action) {
    this.action = action;
  }

  /** Damages the clone in a directory, as far as it has the files; its replica must not run. */
  public void strike(Path git) throws IOException {
    action.apply(git);
  }

  /**
   * Returns whether a clone with the only copy of changes may get this damage in a torture run. A
   * process killed while it writes leaves an incomplete pack; if the branch is lost too, the
   * service may wait for an administrator, so of these kinds only {@link #EMPTY_BRANCH} is drawn.
   */
  boolean mayStrikeOnlyCopy() {
    return switch (this) {
      case GARBAGE_BRANCH, LOST_PACKED_REFS, GARBAGE_PACKED_REFS, LOST_REFS -> false;
      case CUT_CHECKSUM, TRUNCATED_PACK -> false;
      default -> true;
    };
  }

  private static void write(Path git, String file, String text) throws IOException {
    Files.createDirectories(git.resolve(file).getParent());
    Files.writeString(git.resolve(file), text);
  }

  /** Moves all references into the file whose path it returns. */
  private static Path packedRefs(Path git) {
    BareRepository.at(git).git().succeeds("pack-refs", "--all");
    return git.resolve("packed-refs");
  }

  private static void truncate(Path git, LongUnaryOperator newSize) throws IOException {
    Optional<Path> newest =
        files(git.resolve("objects/pack"), ".pack").stream()
            .max(Comparator.comparing(CloneDamage::modified));
    if (newest.isPresent()) {
      try (FileChannel pack = FileChannel.open(newest.get(), StandardOpenOption.WRITE)) {
        pack.truncate(newSize.applyAsLong(pack.size()));
      }
    }
  }

  private static List<Path> files(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (NoSuchFileException nothing) {
      return List.of();
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
