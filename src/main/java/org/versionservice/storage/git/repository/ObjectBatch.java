package org.versionservice.storage.git.repository;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.pack.BlobBuffer;
import org.versionservice.storage.git.pack.Delta;
import org.versionservice.storage.git.pack.PackedObject;
import org.versionservice.storage.git.pack.Zlib;
import org.versionservice.storage.git.versionsfile.TextEdit;
import org.versionservice.storage.git.versionsfile.VersionsFile;

/** The objects of a batch of commits, in memory. Not thread-safe. */
public final class ObjectBatch {

  /**
   * The maximum length of a base, in bytes, that is not worth a delta if the pack does not have it.
   * With the delta the pack would need the base, here and at the remote.
   */
  private static final int MAX_WHOLE = 8 * 1024;

  private final OpenFiles files;
  private final Zlib zlib;
  private final Predicate<ObjectId> packed;
  private final List<PackedObject> objects = new ArrayList<>();
  private final Set<ObjectId> added = new HashSet<>();
  private final Map<ObjectId, Supplier<PackedObject>> bases = new HashMap<>();

  /**
   * @param files the files that this batch and earlier ones have changed
   * @param packed whether the pack that takes the objects has an object
   */
  public ObjectBatch(OpenFiles files, Zlib zlib, Predicate<ObjectId> packed) {
    this.files = files;
    this.zlib = zlib;
    this.packed = packed;
  }

  /** Returns the objects, each behind its delta base if that is among them. */
  public List<PackedObject> objects() {
    return objects;
  }

  /** Returns the base of a delta, which is not among the objects, as a whole object. */
  public PackedObject base(ObjectId id) {
    Supplier<PackedObject> base = bases.get(id);
    if (base == null) {
      throw new IllegalArgumentException(id.name() + " is no base of this batch");
    }
    return base.get();
  }

  OpenFiles files() {
    return files;
  }

  /** Adds an object that is no delta; returns its id. */
  public ObjectId add(int type, byte[] content) {
    PackedObject object = PackedObject.whole(type, content, zlib);
    add(object);
    return object.id();
  }

  /** Adds the next text of a file; returns its blob. */
  StoredFile add(StoredFile before, VersionsFile later) {
    List<TextEdit> edits = before.editsTo(later);
    BlobBuffer text = files.take(before);
    int length = text.length();
    text.apply(edits);
    ObjectId id = text.id();
    if (isBase(before.blob(), length)) {
      ObjectId base = before.blob().orElseThrow();
      addDelta(Constants.OBJ_BLOB, id, base, before::text, Delta.of(length, edits));
    } else {
      add(PackedObject.whole(id, Constants.OBJ_BLOB, text.toBytes(), zlib));
    }
    StoredFile after = before.followedBy(later, id);
    files.put(after, text);
    return after;
  }

  /**
   * Adds the next content of a directory; returns its id.
   *
   * @param id the stored directory; empty if there is none
   */
  ObjectId add(Optional<ObjectId> id, Directory before, Directory after) {
    int length = before.content().length;
    if (!isBase(id, length)) {
      return add(Constants.OBJ_TREE, after.content());
    }
    ObjectId next = after.id();
    byte[] delta = Delta.of(length, List.of(before.editTo(after)));
    addDelta(Constants.OBJ_TREE, next, id.orElseThrow(), before::content, delta);
    return next;
  }

  /** Returns whether to add an object as a delta to its previous content. */
  private boolean isBase(Optional<ObjectId> before, int length) {
    return before
        .filter(base -> length > MAX_WHOLE || added.contains(base) || packed.test(base))
        .isPresent();
  }

  private void addDelta(
      int type, ObjectId id, ObjectId base, Supplier<byte[]> before, byte[] delta) {
    if (id.equals(base)) {
      return;
    }
    if (!added.contains(base)) {
      bases.putIfAbsent(base, () -> PackedObject.whole(base, type, before.get(), zlib));
    }
    add(PackedObject.delta(id, type, base, delta, zlib));
  }

  /** Adds an object, unless the batch or the commits before it have the object. */
  private void add(PackedObject object) {
    if (!bases.containsKey(object.id()) && added.add(object.id())) {
      objects.add(object);
    }
  }
}
