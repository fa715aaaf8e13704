package org.versionservice.storage.git.repository;

import static java.lang.System.Logger.Level.DEBUG;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
 * The data directory: the repository and a lock against other processes. The operating system
 * releases the lock when the process ends, also after a crash.
 */
public final class DataDirectory implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(DataDirectory.class.getName());

  private static final String LOCK = "lock";
  private static final Pattern SET_ASIDE = Pattern.compile("damaged(\\.[2-9]|\\.[1-9][0-9]{1,5})?");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final FileChannel lock;
  private final String reservation;

  private DataDirectory(Path path, FileChannel lock, String reservation) {
    this.path = path;
    this.lock = lock;
    this.reservation = reservation;
  }

  /**
   * Locks the directory for this application, and creates it if it does not exist.
   *
   * @throws StorageException if another process or application has it, or it cannot be written
   */
  public static DataDirectory take(Path path) {
    try {
      Files.createDirectories(path);
      keepPrivate(path);
      String reservation = reserve(path);
      try {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), CREATE, WRITE);
        if (channel.tryLock() == null) {
          channel.close();
          throw inUse(path, "another process");
        }
        return new DataDirectory(path, channel, reservation);
      } catch (OverlappingFileLockException olderVersion) {
        System.clearProperty(reservation);
        throw inUse(path, "another application in this process");
      } catch (IOException | StorageException failed) {
        System.clearProperty(reservation);
        throw failed;
      }
    } catch (IOException failed) {
      throw StorageException.unavailable("the data directory " + path + " cannot be used", failed);
    }
  }

  /**
   * Reserves the lock file for one application of this JVM, in a system property: applications have
   * their own class loaders, but share the properties. A second one must not even open the file. To
   * close any channel to it releases all locks of the process on it (POSIX, fcntl).
   *
   * @return the name of the property
   */
  private static String reserve(Path path) throws IOException {
    Path file = path.resolve(LOCK);
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException exists) {
      // Not opened.
    }
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    String name = "org.versionservice.taken." + (key == null ? file.toRealPath() : key);
    if (System.getProperties().putIfAbsent(name, "taken") != null) {
      throw inUse(path, "another application in this process");
    }
    return name;
  }

  private static StorageException inUse(Path path, String by) {
    return StorageException.unavailable("the data directory " + path + " is in use by " + by, null);
  }

  /** Denies access to other users, if the file system and the directory's owner allow that. */
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

  /** Returns the path of the bare repository; {@code git -C} with the data directory finds it. */
  Path repository() {
    return path.resolve(".git");
  }

  /** Returns the path of the {@link HistoryIndex}. */
  Path historyIndex() {
    return path.resolve("history-index");
  }

  /** Returns the path of the next history index while it is written. */
  Path nextHistoryIndex() {
    return path.resolve("history-index.new");
  }

  /** Returns the clones set aside whose changes may not all be pushed, oldest first. */
  List<Path> setAsideClones() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> SET_ASIDE.matcher(String.valueOf(file.getFileName())).matches())
          .filter(Files::isDirectory)
          .sorted(Comparator.comparingInt(DataDirectory::number))
          .toList();
    }
  }

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

  /** Renames the clones set aside, so that only an administrator still uses them. */
  void keepSetAsideClones(Instant at) throws IOException {
    long now = at.toEpochMilli();
    for (Path clone : setAsideClones()) {
      while (Files.exists(path.resolve("damaged-" + now))) {
        now++;
      }
      Files.move(clone, path.resolve("damaged-" + now));
    }
  }

  /** Deletes the lock files and temporary files of a killed process. */
  public void tidy() throws IOException {
    Files.deleteIfExists(nextHistoryIndex());
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
      System.clearProperty(reservation);
    } catch (IOException failed) {
      throw new UncheckedIOException("closing the lock of " + path, failed);
    }
  }
}
