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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The file that keeps tokens, readable for its owner alone. It may be shared by several processes:
 * each change is made under a lock on the file beside it, and replaces the file at once.
 */
final class TokenFile {

  /** A lock on a file keeps other processes out, and not other threads of this one. */
  private static final Object THREADS = new Object();

  private final Path path;

  TokenFile(Path path) {
    this.path = path;
  }

  /**
   * What tells one content of the file from another without reading it; empty if there is no file.
   *
   * @throws TokensException if the file system does not answer
   */
  Optional<String> stamp() {
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      return Optional.of(file.lastModifiedTime() + " " + file.size() + ' ' + file.fileKey());
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException failed) {
      throw new TokensException("the tokens in " + path + " cannot be read", failed);
    }
  }

  /**
   * All tokens; none if there is no file.
   *
   * @throws TokensException if the file cannot be read or is not valid
   */
  List<AccessToken> read() {
    try {
      return TokenJson.parse(Files.readString(path));
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException failed) {
      throw new TokensException("the tokens in " + path + " cannot be read", failed);
    } catch (IllegalArgumentException invalid) {
      throw new TokensException("the file of tokens " + path + " is not valid", invalid);
    }
  }

  /**
   * Changes the tokens; durable when it returns.
   *
   * @return what the file holds now
   * @throws TokensException if the file cannot be written, and is as it was before
   */
  List<AccessToken> change(UnaryOperator<List<AccessToken>> change) {
    synchronized (THREADS) {
      return changeAlone(change);
    }
  }

  private List<AccessToken> changeAlone(UnaryOperator<List<AccessToken>> change) {
    try {
      Path file = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
      Path directory = Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
      Path beside = directory.resolve(file.getFileName() + ".lock");
      try (FileChannel lock = FileChannel.open(beside, CREATE, WRITE);
          FileLock held = lock.lock()) {
        List<AccessToken> tokens = List.copyOf(change.apply(read()));
        if (!held.isValid()) {
          throw new IOException("the lock was lost");
        }
        replace(file, directory, tokens);
        return tokens;
      }
    } catch (IOException failed) {
      throw new TokensException("the tokens in " + path + " cannot be written", failed);
    }
  }

  private static void replace(Path file, Path directory, Collection<AccessToken> tokens)
      throws IOException {
    Path written = Files.createTempFile(directory, "tokens", ".new");
    try {
      try (FileChannel channel = FileChannel.open(written, WRITE)) {
        ByteBuffer content = UTF_8.encode(TokenJson.write(tokens));
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
