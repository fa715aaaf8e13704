package org.versionservice.storage.git;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.StorageException;

/**
 * The directory that outlives the process: the repository and a lock that keeps a second process
 * out. The operating system gives the lock back when the process ends, however it ends.
 */
final class DataDirectory implements AutoCloseable {

  private final Path path;
  private final FileChannel lock;

  private DataDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes the directory, which is made if it does not exist, for this process alone.
   *
   * @throws StorageException if another process has it or it cannot be written
   */
  static DataDirectory take(Path path) {
    try {
      Files.createDirectories(path);
      FileChannel channel = FileChannel.open(path.resolve("lock"), CREATE, WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw StorageException.unavailable(
            "the data directory " + path + " is in use by another process", null);
      }
      return new DataDirectory(path, channel);
    } catch (IOException failed) {
      throw StorageException.unavailable("the data directory " + path + " cannot be used", failed);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      return null;
    }
  }

  /** Where the bare repository is; so named that {@code git -C} finds it from the directory. */
  Path repository() {
    return path.resolve(".git");
  }

  /** Where a clone is kept whose changes are not made again yet. */
  Path damaged() {
    return path.resolve("damaged");
  }

  boolean hasDamaged() {
    return Files.isDirectory(damaged());
  }

  /**
   * Makes room for a new repository.
   *
   * @return where the one that was there is now
   */
  Path setAside() throws IOException {
    if (hasDamaged()) {
      keepDamaged(Instant.now());
    }
    return Files.move(repository(), damaged());
  }

  /** Keeps a damaged clone for people; what could be read from it is done with. */
  void keepDamaged(Instant at) throws IOException {
    Files.move(damaged(), path.resolve("damaged-" + at.toEpochMilli()));
  }

  /** Removes what a process that was killed left half-done. */
  void tidy() throws IOException {
    if (!Files.isDirectory(repository())) {
      return;
    }
    List<Path> leftovers;
    try (Stream<Path> files = Files.walk(repository())) {
      leftovers = files.filter(DataDirectory::isLeftover).toList();
    }
    for (Path leftover : leftovers) {
      Files.deleteIfExists(leftover);
    }
  }

  private static boolean isLeftover(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file)
        && (name.endsWith(".lock")
            || name.startsWith("tmp_")
            || name.startsWith("gc_")
            || (name.endsWith(".pack") && !Files.exists(StoredPack.sibling(file, ".idx"))));
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException failed) {
      throw new UncheckedIOException("closing the lock of " + path, failed);
    }
  }
}
