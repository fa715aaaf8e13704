package org.versionservice.storage.git.pack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.internal.storage.pack.BinaryDelta;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Reads single objects of a pack, any byte of which may be damaged. Offsets are in bytes.
 *
 * @see <a href="https://git-scm.com/docs/gitformat-pack">gitformat-pack</a>
 */
final class PackBytes {

  /** The length of a pack's header, in bytes. */
  static final int HEADER = 12;

  /** The length of the checksum at the end of a pack, in bytes. */
  static final int TRAILER = Constants.OBJECT_ID_LENGTH;

  /** The maximum size of a commit, in bytes; a larger one is taken for damaged. */
  private static final int MAX_SIZE = 16 << 20;

  private static final int MAX_DEPTH = 4096;

  private static final int CHUNK = 8 * 1024;

  /**
   * The header of an object.
   *
   * @param size the inflated size
   * @param data the offset of the deflated bytes
   * @param base the offset of a delta's base; negative for a whole object
   */
  private record Header(int type, int size, int data, int base) {}

  private final ByteBuffer content;
  private final Optional<PackIndex> index;

  /**
   * @param index finds the base of a delta that names it by its id
   */
  PackBytes(ByteBuffer content, Optional<PackIndex> index) {
    this.content = content;
    this.index = index;
  }

  /**
   * Maps a pack into memory.
   *
   * @throws IOException if it cannot be read or has 2 GiB or more
   */
  static ByteBuffer map(Path pack) throws IOException {
    try (FileChannel channel = FileChannel.open(pack)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new IOException("the pack " + pack + " is too large to be mapped");
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }

  static byte[] checksum(ByteBuffer pack) {
    byte[] checksum = new byte[TRAILER];
    pack.duplicate().position(pack.limit() - TRAILER).get(checksum);
    return checksum;
  }

  /** Returns the type of an object; of a delta, the type of the last base of its chain. */
  int type(int offset) throws CorruptObjectException {
    int at = offset;
    Header header = header(at);
    // A cycle has at least one base behind its delta.
    for (int forward = 0; header.base() >= 0 && forward < MAX_DEPTH; header = header(at)) {
      forward += header.base() > at ? 1 : 0;
      at = header.base();
    }
    return header.type();
  }

  byte[] read(int offset) throws IOException {
    return read(offset, 0);
  }

  private byte[] read(int offset, int depth) throws IOException {
    Header header = header(offset);
    if (header.size() > MAX_SIZE || depth > MAX_DEPTH) {
      throw new CorruptObjectException("too large for a commit");
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream(header.size());
    inflate(header, data);
    try {
      return header.base() < 0
          ? data.toByteArray()
          : BinaryDelta.apply(read(header.base(), depth + 1), data.toByteArray());
    } catch (IllegalArgumentException | IndexOutOfBoundsException noDelta) {
      throw new CorruptObjectException("a delta cannot be applied", noDelta);
    }
  }

  int end(int offset) throws IOException {
    return inflate(header(offset), OutputStream.nullOutputStream());
  }

  /** Inflates an object and returns the offset of the next one. */
  private int inflate(Header header, OutputStream out) throws IOException {
    Inflater inflater = new Inflater();
    byte[] chunk = new byte[CHUNK];
    long total = 0;
    try {
      inflater.setInput(content.duplicate().position(header.data()));
      while (!inflater.finished() && total <= header.size()) {
        int count = inflater.inflate(chunk);
        if (count == 0 && !inflater.finished()) {
          throw new CorruptObjectException("an object is cut off");
        }
        out.write(chunk, 0, count);
        total += count;
      }
      if (total != header.size()) {
        throw new CorruptObjectException("an object has another size");
      }
      return header.data() + Math.toIntExact(inflater.getBytesRead());
    } catch (DataFormatException damaged) {
      throw new CorruptObjectException("an object is damaged", damaged);
    } finally {
      inflater.end();
    }
  }

  private Header header(int offset) throws CorruptObjectException {
    if (offset < 0 || offset > content.limit()) {
      throw new CorruptObjectException("the pack is cut off");
    }
    ByteBuffer from = content.duplicate().position(offset);
    int octet = next(from);
    int type = (octet >> 4) & 7;
    long size = octet & 0x0f;
    for (int shift = 4; (octet & 0x80) != 0 && shift < 32; shift += 7) {
      octet = next(from);
      size |= (long) (octet & 0x7f) << shift;
    }
    int base = base(type, offset, from);
    if (size > Integer.MAX_VALUE - 8) {
      throw new CorruptObjectException("an object has no size");
    }
    return new Header(type, (int) size, from.position(), base);
  }

  private int base(int type, int offset, ByteBuffer from) throws CorruptObjectException {
    if (type == Constants.OBJ_OFS_DELTA) {
      int octet = next(from);
      long distance = octet & 0x7f;
      while ((octet & 0x80) != 0 && distance < offset) {
        octet = next(from);
        distance = ((distance + 1) << 7) | (octet & 0x7f);
      }
      if (distance == 0 || distance > offset) {
        throw new CorruptObjectException("a delta has no base");
      }
      return (int) (offset - distance);
    }
    if (type == Constants.OBJ_REF_DELTA && from.remaining() >= Constants.OBJECT_ID_LENGTH) {
      byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
      from.get(raw);
      long base = index.map(all -> all.findOffset(ObjectId.fromRaw(raw))).orElse(-1L);
      if (base < 0 || base > Integer.MAX_VALUE || base == offset) {
        throw new CorruptObjectException("a delta has no base here");
      }
      return (int) base;
    }
    return -1;
  }

  private static int next(ByteBuffer from) throws CorruptObjectException {
    if (!from.hasRemaining()) {
      throw new CorruptObjectException("the pack is cut off");
    }
    return from.get() & 0xff;
  }
}
