package org.versionservice.storage.git.repository;

import static java.lang.System.Logger.Level.DEBUG;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.versionservice.storage.StorageException;

/**
 * The directory that outlives the process: the repository and a lock that keeps a second process
 * out. The operating system gives the lock back when the process ends, however it ends.
 */
public final class DataDirectory implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(DataDirectory.class.getName());

  private static final String LOCK = "lock";
  private static final Pattern SET_ASIDE = Pattern.compile("damaged(\\.[2-9]|\\.[1-9][0-9]{1,5})?");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final FileChannel lock;
  private final TakenFile taken;

  private DataDirectory(Path path, FileChannel lock, TakenFile taken) {
    this.path = path;
    this.lock = lock;
    this.taken = taken;
  }

  /**
   * Takes the directory, which is made if it does not exist, for this process alone, and for this
   * copy of the application alone.
   *
   * @throws StorageException if another one has it or it cannot be written
   */
  public static DataDirectory take(Path path) {
    try {
      Files.createDirectories(path);
      keepPrivate(path);
      TakenFile taken =
          TakenFile.take(path.resolve(LOCK))
              .orElseThrow(() -> inUse(path, "another application in this process"));
      try {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), CREATE, WRITE);
        if (channel.tryLock() == null) {
          channel.close();
          throw inUse(path, "another process");
        }
        return new DataDirectory(path, channel, taken);
      } catch (OverlappingFileLockException olderVersion) {
        taken.close();
        throw inUse(path, "another application in this process");
      } catch (IOException | StorageException failed) {
        taken.close();
        throw failed;
      }
    } catch (IOException failed) {
      throw StorageException.unavailable("the data directory " + path + " cannot be used", failed);
    }
  }

  private static StorageException inUse(Path path, String by) {
    return StorageException.unavailable("the data directory " + path + " is in use by " + by, null);
  }

  /** Keeps other users of the machine out, where it has users and the directory is ours. */
  private static void keepPrivate(Path path) {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    try {
      if (!view.readAttributes().permissions().equals(OWNER_ONLY)) {
        view.setPermissions(OWNER_ONLY);
      }
    } catch (IOException notOurs) {
      LOG.log(DEBUG, "the permissions of {0} stay as they are: {1}", path, notOurs);
    }
  }

  /** Where the bare repository is; so named that {@code git -C} finds it from the directory. */
  Path repository() {
    return path.resolve(".git");
  }

  /** The clones that were set aside and are not done with, oldest first. */
  List<Path> setAsideClones() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> SET_ASIDE.matcher(String.valueOf(file.getFileName())).matches())
          .filter(Files::isDirectory)
          .sorted(Comparator.comparingInt(DataDirectory::number))
          .toList();
    }
  }

  /**
   * Moves the repository away, so that a new one can take its place.
   *
   * @return where the one that was there is now
   */
  Path setAside() throws IOException {
    List<Path> others = setAsideClones();
    int next = others.isEmpty() ? 1 : number(others.get(others.size() - 1)) + 1;
    return Files.move(repository(), path.resolve(next == 1 ? "damaged" : "damaged." + next));
  }

  private static int number(Path clone) {
    String name = String.valueOf(clone.getFileName());
    int dot = name.indexOf('.');
    return dot < 0 ? 1 : Integer.parseInt(name.substring(dot + 1));
  }

  /** Keeps the clones that were set aside for people; what could be read from them is done with. */
  void keepSetAsideClones(Instant at) throws IOException {
    long now = at.toEpochMilli();
    for (Path clone : setAsideClones()) {
      while (Files.exists(path.resolve("damaged-" + now))) {
        now++;
      }
      Files.move(clone, path.resolve("damaged-" + now));
    }
  }

  /** Removes what a process that was killed left half-done. */
  public void tidy() throws IOException {
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
        && (name.endsWith(".lock") || name.startsWith("tmp_") || name.startsWith("gc_"));
  }

  @Override
  public void close() {
    try {
      lock.close();
      taken.close();
    } catch (IOException failed) {
      throw new UncheckedIOException("closing the lock of " + path, failed);
    }
  }
}
