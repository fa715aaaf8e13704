package org.versionservice.storage.git;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that survive a loss of power: the bytes before the name, the name before the answer. */
final class DurableFiles {

  private DurableFiles() {}

  /**
   * Writes a file under a temporary name, forces it to disk and gives it its name. The name is
   * durable after {@link #force} of the directory.
   */
  static void write(Path file, ByteBuffer content) throws IOException {
    Path temporary = file.resolveSibling("tmp_" + file.getFileName());
    try (FileChannel channel = FileChannel.open(temporary, CREATE, TRUNCATE_EXISTING, WRITE)) {
      ByteBuffer rest = content.duplicate();
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(false);
    } catch (IOException failed) {
      Files.deleteIfExists(temporary);
      throw failed;
    }
    Files.move(temporary, file, ATOMIC_MOVE);
  }

  /** Makes the names in a directory durable. */
  static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }
}
