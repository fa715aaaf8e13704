package org.versionservice.storage.git;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.zip.Deflater;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * An object as it stands in a pack, without its header.
 *
 * @param id its name
 * @param type one of JGit's {@code Constants.OBJ_COMMIT}, {@code OBJ_TREE}, {@code OBJ_BLOB}
 * @param base the object that {@code deflated} is a delta to; empty if it is the whole object
 * @param size of what is deflated, in bytes
 * @param deflated the content or the delta, in zlib's format
 */
record PackedObject(ObjectId id, int type, Optional<ObjectId> base, int size, byte[] deflated) {

  /** A whole object. */
  static PackedObject whole(ObjectId id, int type, byte[] content) {
    return new PackedObject(id, type, Optional.empty(), content.length, deflate(content));
  }

  /** A blob by its difference to another one. */
  static PackedObject delta(ObjectId id, ObjectId base, byte[] delta) {
    return new PackedObject(
        id, Constants.OBJ_BLOB, Optional.of(base), delta.length, deflate(delta));
  }

  private static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(content);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 4 + 64);
      byte[] buffer = new byte[Math.max(64, Math.min(8192, content.length))];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }
}
