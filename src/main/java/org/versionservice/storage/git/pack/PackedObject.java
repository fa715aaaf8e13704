package org.versionservice.storage.git.pack;

import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/**
 * An object as it stands in a pack, without its header.
 *
 * @param id its name
 * @param type one of JGit's {@code Constants.OBJ_COMMIT}, {@code OBJ_TREE}, {@code OBJ_BLOB}
 * @param base the object that {@code deflated} is a delta to; empty if it is the whole object
 * @param size of what is deflated, in bytes
 * @param deflated the content or the delta, in zlib's format
 */
public record PackedObject(
    ObjectId id, int type, Optional<ObjectId> base, int size, byte[] deflated) {

  /** A whole object. */
  public static PackedObject whole(ObjectId id, int type, byte[] content, Zlib zlib) {
    return new PackedObject(id, type, Optional.empty(), content.length, zlib.deflate(content));
  }

  /** A whole object, whose name is worked out. */
  public static PackedObject whole(int type, byte[] content, Zlib zlib) {
    try (ObjectInserter names = new ObjectInserter.Formatter()) {
      return whole(names.idFor(type, content), type, content, zlib);
    }
  }

  /** A blob by its difference to another one. */
  public static PackedObject delta(ObjectId id, ObjectId base, byte[] delta, Zlib zlib) {
    return new PackedObject(
        id, Constants.OBJ_BLOB, Optional.of(base), delta.length, zlib.deflate(delta));
  }
}
