package org.versionservice.storage.git;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/** The directory of the packs: how one is added and removed so that a crash loses nothing. */
final class PackStore {

  private static final int CHECKSUM = 20;

  private final Disk disk;
  private final Path directory;

  /**
   * @param directory the repository's {@code objects/pack}
   */
  PackStore(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /**
   * Adds a pack, forced to disk when this returns.
   *
   * @return its file
   */
  Path add(PackImage image) throws IOException {
    ByteBuffer pack = image.toPack();
    byte[] checksum = new byte[CHECKSUM];
    pack.duplicate().position(pack.limit() - checksum.length).get(checksum);
    Path file = directory.resolve("pack-" + ObjectId.fromRaw(checksum).name() + ".pack");
    if (!Files.exists(StoredPack.sibling(file, ".idx"))) {
      write(file, pack);
      write(StoredPack.sibling(file, ".idx"), image.toIndex(pack));
    }
    disk.force(directory);
    return file;
  }

  /** Removes a pack whose objects stand in another one. */
  void remove(Path file) throws IOException {
    disk.delete(StoredPack.sibling(file, ".idx"));
    disk.delete(file);
  }

  /** The complete packs, but those that a fetch still holds. */
  List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().matches("pack-[0-9a-f]{40}\\.pack"))
          .filter(file -> Files.exists(StoredPack.sibling(file, ".idx")))
          .filter(file -> !Files.exists(StoredPack.sibling(file, ".keep")))
          .sorted()
          .toList();
    }
  }

  private void write(Path file, ByteBuffer content) throws IOException {
    Path temporary = file.resolveSibling("tmp_" + file.getFileName());
    disk.create(temporary, content);
    disk.rename(temporary, file);
  }
}
