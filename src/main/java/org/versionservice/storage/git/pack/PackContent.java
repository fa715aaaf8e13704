package org.versionservice.storage.git.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
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
record PackContent(Path file, ByteBuffer content, PackIndex index) {

  /**
   * An object in the pack.
   *
   * @param offset its first byte in the pack
   */
  record Entry(ObjectId id, int offset) {}

  static PackContent open(Path pack) throws IOException {
    PackIndex index = PackIndex.open(PackStore.sibling(pack, ".idx").toFile());
    return new PackContent(pack, PackBytes.map(pack), index);
  }

  /**
   * Returns all objects in the order of the pack.
   *
   * @throws CorruptObjectException if the checksum of an object in the index differs
   */
  List<Entry> entries() throws CorruptObjectException {
    List<Entry> entries = new ArrayList<>();
    for (PackIndex.MutableEntry entry : index) {
      entries.add(new Entry(entry.toObjectId(), Math.toIntExact(entry.getOffset())));
    }
    entries.sort(Comparator.comparingInt(Entry::offset));
    int end = content.limit() - PackBytes.TRAILER;
    for (int i = entries.size() - 1; i >= 0; i--) {
      check(entries.get(i), end);
      end = entries.get(i).offset();
    }
    return entries;
  }

  /** Returns the type of an object; of a delta, the type of the object that it makes. */
  int type(Entry entry) throws CorruptObjectException {
    return new PackBytes(content, Optional.of(index)).type(entry.offset());
  }

  private void check(Entry entry, int end) throws CorruptObjectException {
    if (entry.offset() > end) {
      throw new CorruptObjectException("the pack " + file + " is cut off");
    }
    CRC32 crc = new CRC32();
    crc.update(content.duplicate().limit(end).position(entry.offset()));
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
