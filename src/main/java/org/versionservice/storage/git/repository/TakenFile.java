package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Properties;

/**
 * A file that one application of this JVM has for itself. A second one must not even open it: the
 * operating system takes the locks of a whole process away when any of its channels to the file is
 * closed (POSIX, fcntl).
 *
 * <p>Applications have class loaders of their own and share no class, but the system properties.
 */
final class TakenFile implements AutoCloseable {

  private static final String PREFIX = "org.versionservice.taken.";

  private final String name;

  private TakenFile(String name) {
    this.name = name;
  }

  /** Takes a file, which is made if it does not exist; empty if another application has it. */
  static Optional<TakenFile> take(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException there) {
      // Not opened.
    }
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    String name = PREFIX + (key == null ? file.toRealPath() : key);
    Properties shared = System.getProperties();
    return shared.putIfAbsent(name, "taken") == null
        ? Optional.of(new TakenFile(name))
        : Optional.empty();
  }

  @Override
  public void close() {
    System.getProperties().remove(name);
  }
}
