package org.versionservice.storage.git.pack;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes all files that must survive a loss of power. A caller forces the content of a file before
 * it renames it, and the directory before it answers a client.
 */
public class Disk {

  public interface Content {
    void writeTo(FileChannel file) throws IOException;
  }

  /**
   * Writes a new file and forces its content to disk. {@link #force} of the directory makes its
   * name durable.
   *
   * @throws FileAlreadyExistsException if a file has that name
   */
  public void create(Path file, Content content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      content.writeTo(channel);
      channel.force(false);
    } catch (FileAlreadyExistsException taken) {
      throw taken;
    } catch (IOException failed) {
      Files.deleteIfExists(file);
      throw failed;
    }
  }

  /** Writes a new file as {@link #create(Path, Content)} does. */
  public final void create(Path file, ByteBuffer content) throws IOException {
    create(
        file,
        channel -> {
          ByteBuffer rest = content.duplicate();
          while (rest.hasRemaining()) {
            channel.write(rest);
          }
        });
  }

  /** Renames a file atomically; replaces a file of the new name. */
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, ATOMIC_MOVE);
  }

  /** Makes the names in a directory durable. */
  public void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  /** Deletes a file if it exists, without forcing the directory. */
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }
}
