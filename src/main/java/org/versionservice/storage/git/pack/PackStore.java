package org.versionservice.storage.git.pack;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The directory of the packs. Adds and removes packs so that a crash loses no object.
 *
 * @param directory the repository's {@code objects/pack}
 */
public record PackStore(Disk disk, Path directory) {

  private static final int BUFFER = 64 * 1024;

  /** The offset of the number of objects in a pack, in bytes. */
  private static final int COUNT_OFFSET = 8;

  /** Writes a pack, forces it to disk, and returns its file. */
  Path add(PackBuilder builder) throws IOException {
    ByteBuffer pack = builder.toPack();
    Path file = file(PackBytes.checksum(pack));
    if (!Files.exists(sibling(file, ".idx"))) {
      write(file, pack);
      write(sibling(file, ".idx"), builder.toIndex(pack));
    }
    disk.force(directory);
    return file;
  }

  /** Returns the file with the name of a pack and another extension. */
  public static Path sibling(Path pack, String extension) {
    return pack.resolveSibling(pack.getFileName().toString().replaceFirst("\\.pack$", extension));
  }

  /** Writes a pack that JGit has prepared, forces it to disk, and returns its file. */
  Path add(PackWriter prepared) throws IOException {
    NullProgressMonitor silent = NullProgressMonitor.INSTANCE;
    Path temporary = directory.resolve("tmp_merged");
    create(temporary, out -> prepared.writePack(silent, silent, out));
    Path file = file(checksum(temporary));
    disk.rename(temporary, file);
    create(temporary, prepared::writeIndex);
    disk.rename(temporary, sibling(file, ".idx"));
    disk.force(directory);
    return file;
  }

  private interface Output {
    void writeTo(OutputStream out) throws IOException;
  }

  private void create(Path temporary, Output output) throws IOException {
    // A crash may have left the file.
    disk.delete(temporary);
    disk.create(
        temporary,
        channel -> {
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
          output.writeTo(out);
          out.flush();
        });
  }

  private Path file(byte[] checksum) {
    return directory.resolve("pack-" + ObjectId.fromRaw(checksum).name() + ".pack");
  }

  private static byte[] checksum(Path pack) throws IOException {
    byte[] checksum = new byte[PackBytes.TRAILER];
    try (RandomAccessFile file = new RandomAccessFile(pack.toFile(), "r")) {
      file.seek(file.length() - checksum.length);
      file.readFully(checksum);
    }
    return checksum;
  }

  /** Removes a pack whose objects are all in another one. */
  void remove(Path file) throws IOException {
    disk.delete(sibling(file, ".idx"));
    disk.delete(file);
  }

  /** Returns the packs that have an index, without those that a fetch is still using. */
  List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().matches("pack-[0-9a-f]{40}\\.pack"))
          .filter(file -> Files.exists(sibling(file, ".idx")))
          .filter(file -> !Files.exists(sibling(file, ".keep")))
          .sorted()
          .toList();
    }
  }

  /** Returns the number of objects, from a pack's header. */
  static long objects(Path pack) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(pack.toFile(), "r")) {
      file.seek(COUNT_OFFSET);
      return Integer.toUnsignedLong(file.readInt());
    }
  }

  private void write(Path file, ByteBuffer content) throws IOException {
    Path temporary = file.resolveSibling("tmp_" + file.getFileName());
    disk.create(temporary, content);
    disk.rename(temporary, file);
  }
}
