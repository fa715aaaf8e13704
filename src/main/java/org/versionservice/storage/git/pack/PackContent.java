package org.versionservice.storage.git.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.lib.ObjectId;

/** The objects of a pack that has an index. The pack is mapped, not read into memory. */
final class PackContent {

  /**
   * An object in the pack.
   *
   * @param place where it begins, in bytes
   */
  record Entry(ObjectId id, int place) {}

  private final Path file;
  private final ByteBuffer content;
  private final PackIndex index;
  private final PackBytes bytes;

  private PackContent(Path file, ByteBuffer content, PackIndex index) {
    this.file = file;
    this.content = content;
    this.index = index;
    this.bytes = new PackBytes(content, Optional.of(index));
  }

  /** Opens a pack of less than 2 GiB. */
  static PackContent open(Path pack) throws IOException {
    PackIndex index = PackIndex.open(PackStore.sibling(pack, ".idx").toFile());
    try (FileChannel channel = FileChannel.open(pack)) {
      ByteBuffer content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      return new PackContent(pack, content, index);
    }
  }

  /**
   * All objects, in the order in which they stand in the pack.
   *
   * @throws CorruptObjectException if an object is not the one that was written
   */
  List<Entry> entries() throws CorruptObjectException {
    List<Entry> entries = new ArrayList<>();
    for (PackIndex.MutableEntry entry : index) {
      entries.add(new Entry(entry.toObjectId(), Math.toIntExact(entry.getOffset())));
    }
    entries.sort(Comparator.comparingInt(Entry::place));
    int end = content.limit() - PackBytes.TRAILER;
    for (int i = entries.size() - 1; i >= 0; i--) {
      check(entries.get(i), end);
      end = entries.get(i).place();
    }
    return entries;
  }

  /** The type of an object; of a delta, that of the object it stands for. */
  int type(Entry entry) throws CorruptObjectException {
    return bytes.type(entry.place());
  }

  private void check(Entry entry, int end) throws CorruptObjectException {
    if (entry.place() > end) {
      throw new CorruptObjectException("the pack " + file + " is cut off");
    }
    CRC32 crc = new CRC32();
    crc.update(content.duplicate().limit(end).position(entry.place()));
    try {
      if (crc.getValue() != (index.findCRC32(entry.id()) & 0xffffffffL)) {
        throw new CorruptObjectException(
            "object " + entry.id().name() + " in " + file + " is damaged");
      }
    } catch (MissingObjectException impossible) {
      throw new CorruptObjectException("index of " + file + " is damaged", impossible);
    }
  }
}
