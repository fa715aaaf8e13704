package org.versionservice.storage.git.pack;

import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/**
 * An object of a pack, without its header.
 *
 * @param id the id of the object, not of the delta
 * @param type one of JGit's {@code Constants.OBJ_COMMIT}, {@code OBJ_TREE}, {@code OBJ_BLOB}
 * @param base the base of a delta; empty for a whole object
 * @param size the size of the content or delta before compression, in bytes
 * @param deflated the content or delta in zlib format (RFC 1950)
 */
public record PackedObject(
    ObjectId id, int type, Optional<ObjectId> base, int size, byte[] deflated) {

  public static PackedObject whole(ObjectId id, int type, byte[] content, Zlib zlib) {
    return new PackedObject(
        id, type, Optional.empty(), content.length, zlib.deflate(type, content));
  }

  /** Returns a whole object; computes its id. */
  public static PackedObject whole(int type, byte[] content, Zlib zlib) {
    try (ObjectInserter names = new ObjectInserter.Formatter()) {
      return whole(names.idFor(type, content), type, content, zlib);
    }
  }

  /** Returns an object as a delta to another one of its type. */
  public static PackedObject delta(ObjectId id, int type, ObjectId base, byte[] delta, Zlib zlib) {
    return new PackedObject(id, type, Optional.of(base), delta.length, zlib.deflate(type, delta));
  }
}
