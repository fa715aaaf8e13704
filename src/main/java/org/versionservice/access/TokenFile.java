package org.versionservice.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The file of tokens, readable only for its owner. Several processes may share it: each change
 * takes a lock on a second file and replaces the file atomically.
 */
final class TokenFile {

  /** A file lock excludes other processes, but not other threads of this one. */
  private static final Object THREADS = new Object();

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;

  TokenFile(Path path) {
    this.path = path;
  }

  /**
   * Returns whether every user of the machine can write or replace the file, and so become an
   * admin.
   */
  boolean isWritableByAll() {
    return isWritableByAll(path)
        || Optional.ofNullable(path.toAbsolutePath().getParent())
            .filter(TokenFile::isWritableByAll)
            .isPresent();
  }

  private static boolean isWritableByAll(Path path) {
    try {
      return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }

  /**
   * Returns a stamp that differs after most changes of the file. A change within the resolution of
   * the file system's clock can keep it, so no token is accepted or refused by the stamp alone.
   *
   * @throws TokensException if the file's attributes cannot be read
   */
  String stamp() {
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      return file.lastModifiedTime() + " " + file.size() + ' ' + file.fileKey();
    } catch (NoSuchFileException none) {
      return "none";
    } catch (IOException failed) {
      throw new TokensException("the tokens in " + path + " cannot be read", failed);
    }
  }

  /**
   * Returns the file's text; empty without a file.
   *
   * @throws TokensException if the file cannot be read
   */
  Optional<String> text() {
    try {
      return Optional.of(Files.readString(path));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException failed) {
      throw new TokensException("the tokens in " + path + " cannot be read", failed);
    }
  }

  /**
   * Parses the file's text; without a file there are no tokens.
   *
   * @throws TokensException if the text is not valid
   */
  TokenList parse(Optional<String> text) {
    try {
      return text.map(TokenJson::parse).orElse(TokenList.NONE);
    } catch (IllegalArgumentException invalid) {
      throw new TokensException("the file of tokens " + path + " is not valid", invalid);
    }
  }

  /**
   * Changes the tokens durably.
   *
   * @return the file's new text
   * @throws TokensException if the file cannot be written; it is then unchanged
   */
  String change(UnaryOperator<TokenList> change) {
    synchronized (THREADS) {
      return changeAlone(change);
    }
  }

  private String changeAlone(UnaryOperator<TokenList> change) {
    try {
      Path file = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
      Path directory = Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
      Path beside = directory.resolve(file.getFileName() + ".lock");
      try (FileChannel lock = FileChannel.open(beside, Set.of(CREATE, WRITE), OWNER_ONLY);
          FileLock held = lock.lock()) {
        String changed = TokenJson.write(change.apply(parse(text())));
        if (!held.isValid()) {
          throw new IOException("the lock was lost");
        }
        replace(file, directory, changed);
        return changed;
      }
    } catch (IOException failed) {
      throw new TokensException("the tokens in " + path + " cannot be written", failed);
    }
  }

  private static void replace(Path file, Path directory, String text) throws IOException {
    Path written = Files.createTempFile(directory, "tokens", ".new");
    try {
      try (FileChannel channel = FileChannel.open(written, WRITE)) {
        ByteBuffer content = UTF_8.encode(text);
        while (content.hasRemaining()) {
          channel.write(content);
        }
        channel.force(true);
      }
      Files.move(written, file, ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
    try (FileChannel names = FileChannel.open(directory, READ)) {
      names.force(true);
    }
  }
}
