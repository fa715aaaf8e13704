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
 * Files that survive a loss of power, if each step is made in its order: the bytes before the name,
 * the name before the answer. Everything that a promise to a client rests on is written here.
 */
public class Disk {

  /** Writes what a file is to contain. */
  public interface Content {
    void writeTo(FileChannel file) throws IOException;
  }

  /**
   * Writes a new file and forces its content to disk. Its name is durable after {@link #force} of
   * the directory.
   *
   * @throws FileAlreadyExistsException if there is one of that name
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

  /** Writes a new file whose content is in memory, as {@link #create(Path, Content)} does. */
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

  /** Gives a file another name, in place of whatever had it. */
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, ATOMIC_MOVE);
  }

  /** Makes the names in a directory durable. */
  public void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  /** Removes a file that nothing refers to any more; not forced. */
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }
}
