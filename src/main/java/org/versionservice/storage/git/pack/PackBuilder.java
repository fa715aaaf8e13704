package org.versionservice.storage.git.pack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.eclipse.jgit.internal.storage.file.BasePackIndexWriter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PackedObjectInfo;

/**
 * A pack in memory that grows by one object at a time.
 *
 * <p>A delta names a base in the pack by its offset, and any other base by its id. A pack with such
 * a delta is a thin pack, which only a push may contain.
 *
 * @see <a href="https://git-scm.com/docs/gitformat-pack">gitformat-pack</a>
 */
public final class PackBuilder {

  private static final int VERSION = 2;

  private final List<PackedObjectInfo> objects = new ArrayList<>();
  private final Map<ObjectId, Long> offsets = new HashMap<>();
  private byte[] bytes = new byte[64 * 1024];
  private int length = PackBytes.HEADER;

  public PackBuilder() {
    ByteBuffer.wrap(bytes).put(Constants.PACK_SIGNATURE).putInt(VERSION).putInt(0);
  }

  boolean contains(ObjectId id) {
    return offsets.containsKey(id);
  }

  /** Returns the length of the header and all objects, in bytes. */
  public int length() {
    return length;
  }

  int count() {
    return objects.size();
  }

  public void append(PackedObject object) {
    int start = length;
    Long base = object.base().map(offsets::get).orElse(null);
    if (object.base().isEmpty()) {
      header(object.type(), object.size());
    } else if (base != null) {
      header(Constants.OBJ_OFS_DELTA, object.size());
      distance(start - base);
    } else {
      header(Constants.OBJ_REF_DELTA, object.size());
      reserve(Constants.OBJECT_ID_LENGTH);
      object.base().get().copyRawTo(bytes, length);
      length += Constants.OBJECT_ID_LENGTH;
    }
    append(object.deflated(), 0);
    addToIndex(object.id(), start);
  }

  void truncate(int count) {
    if (count < objects.size()) {
      length = (int) objects.get(count).getOffset();
      List<PackedObjectInfo> removed = objects.subList(count, objects.size());
      removed.forEach(object -> offsets.remove(object.toObjectId()));
      removed.clear();
    }
  }

  /** Returns the whole pack, in a buffer that the next object overwrites. */
  public ByteBuffer toPack() {
    reserve(PackBytes.TRAILER);
    ByteBuffer.wrap(bytes).putInt(PackBytes.HEADER - Integer.BYTES, objects.size());
    MessageDigest sha1 = Constants.newMessageDigest();
    sha1.update(bytes, 0, length);
    System.arraycopy(sha1.digest(), 0, bytes, length, PackBytes.TRAILER);
    return ByteBuffer.wrap(bytes, 0, length + PackBytes.TRAILER).slice();
  }

  ByteBuffer toIndex(ByteBuffer pack) {
    List<PackedObjectInfo> sorted = new ArrayList<>(objects);
    sorted.sort(null);
    ByteArrayOutputStream out = new ByteArrayOutputStream(1100 + 32 * sorted.size());
    try {
      BasePackIndexWriter.createVersion(out, 2).write(sorted, PackBytes.checksum(pack));
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  private void addToIndex(ObjectId id, int start) {
    CRC32 crc = new CRC32();
    crc.update(bytes, start, length - start);
    PackedObjectInfo info = new PackedObjectInfo(id);
    info.setOffset(start);
    info.setCRC((int) crc.getValue());
    objects.add(info);
    offsets.put(id, (long) start);
  }

  private void header(int type, int size) {
    reserve(10);
    int octet = (type << 4) | (size & 0x0f);
    for (int rest = size >>> 4; rest != 0; rest >>>= 7) {
      bytes[length++] = (byte) (0x80 | octet);
      octet = rest & 0x7f;
    }
    bytes[length++] = (byte) octet;
  }

  /** Appends the distance to a base, as "offset encoding" in gitformat-pack. */
  private void distance(long distance) {
    byte[] octets = new byte[10];
    int first = octets.length - 1;
    octets[first] = (byte) (distance & 0x7f);
    for (long rest = (distance >>> 7) - 1; rest >= 0; rest = (rest >>> 7) - 1) {
      octets[--first] = (byte) (0x80 | (rest & 0x7f));
    }
    append(octets, first);
  }

  private void append(byte[] octets, int from) {
    int count = octets.length - from;
    reserve(count);
    System.arraycopy(octets, from, bytes, length, count);
    length += count;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
