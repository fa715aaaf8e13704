package org.versionservice.storage.git.pack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.internal.storage.pack.BinaryDelta;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The bytes of a pack, any of which may be wrong, read one object at a time.
 *
 * @see <a href="https://git-scm.com/docs/gitformat-pack">gitformat-pack</a>
 */
final class PackBytes {

  /** How many bytes of a pack stand before its objects. */
  static final int HEADER = 12;

  /** How many bytes of a pack stand behind its objects: its checksum. */
  static final int TRAILER = Constants.OBJECT_ID_LENGTH;

  /** No commit is so large, in bytes; what says so is damaged. */
  private static final int LARGEST = 16 << 20;

  private static final int DEEPEST = 4096;

  private static final int CHUNK = 8 * 1024;

  /**
   * What stands at a place in the pack.
   *
   * @param base where the object is that this one is a delta to; negative if it is whole
   */
  private record Header(int type, int size, int data, int base) {}

  private final ByteBuffer content;
  private final Optional<PackIndex> index;

  /**
   * @param index tells where the base of a delta is that is named by its id
   */
  PackBytes(ByteBuffer content, Optional<PackIndex> index) {
    this.content = content;
    this.index = index;
  }

  /** The checksum that a whole pack ends with. */
  static byte[] checksum(ByteBuffer pack) {
    byte[] checksum = new byte[TRAILER];
    pack.duplicate().position(pack.limit() - TRAILER).get(checksum);
    return checksum;
  }

  /** The type of the object at a place; of a delta, that of what it is a delta to in the end. */
  int type(int place) throws CorruptObjectException {
    int at = place;
    Header header = header(at);
    // Only one that leads forward can lead in a circle.
    for (int forward = 0; header.base() >= 0 && forward < DEEPEST; header = header(at)) {
      forward += header.base() > at ? 1 : 0;
      at = header.base();
    }
    return header.type();
  }

  /** The object at a place. */
  byte[] read(int place) throws CorruptObjectException {
    return read(place, 0);
  }

  private byte[] read(int place, int depth) throws CorruptObjectException {
    Header header = header(place);
    if (header.size() > LARGEST || depth > DEEPEST) {
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

  /** Returns where the object behind the one at a place begins. */
  int end(int place) throws CorruptObjectException {
    return inflate(header(place), OutputStream.nullOutputStream());
  }

  /** Inflates an object; returns where the next one begins. */
  private int inflate(Header header, OutputStream out) throws CorruptObjectException {
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
    } catch (CorruptObjectException damaged) {
      throw damaged;
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    } finally {
      inflater.end();
    }
  }

  private Header header(int place) throws CorruptObjectException {
    ByteBuffer from = at(place);
    int octet = next(from);
    int type = (octet >> 4) & 7;
    long size = octet & 0x0f;
    for (int shift = 4; (octet & 0x80) != 0 && shift < 32; shift += 7) {
      octet = next(from);
      size |= (long) (octet & 0x7f) << shift;
    }
    int base = base(type, place, from);
    if (size > Integer.MAX_VALUE - 8) {
      throw new CorruptObjectException("an object has no size");
    }
    return new Header(type, (int) size, from.position(), base);
  }

  private int base(int type, int place, ByteBuffer from) throws CorruptObjectException {
    if (type == Constants.OBJ_OFS_DELTA) {
      int octet = next(from);
      long distance = octet & 0x7f;
      while ((octet & 0x80) != 0 && distance < place) {
        octet = next(from);
        distance = ((distance + 1) << 7) | (octet & 0x7f);
      }
      if (distance == 0 || distance > place) {
        throw new CorruptObjectException("a delta has no base");
      }
      return (int) (place - distance);
    }
    if (type == Constants.OBJ_REF_DELTA && from.remaining() >= Constants.OBJECT_ID_LENGTH) {
      byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
      from.get(raw);
      long offset = index.map(all -> all.findOffset(ObjectId.fromRaw(raw))).orElse(-1L);
      if (offset < 0 || offset > Integer.MAX_VALUE || offset == place) {
        throw new CorruptObjectException("a delta has no base here");
      }
      return (int) offset;
    }
    return -1;
  }

  private ByteBuffer at(int place) throws CorruptObjectException {
    if (place < 0 || place > content.limit()) {
      throw new CorruptObjectException("the pack is cut off");
    }
    return content.duplicate().position(place);
  }

  private static int next(ByteBuffer from) throws CorruptObjectException {
    if (!from.hasRemaining()) {
      throw new CorruptObjectException("the pack is cut off");
    }
    return from.get() & 0xff;
  }
}
