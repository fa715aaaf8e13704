package org.versionservice.storage.git.pack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.Constants;

/**
 * The newest pack of the repository, which grows with each batch.
 *
 * <p>A pack on disk has to hold the base of each delta, so a pack for each batch would hold the
 * whole file each time, which costs more than all else. Instead the pack is written again with the
 * batch appended, under a new name, and the one before it is deleted; when it has grown to twice
 * the size of the whole file, a new one is begun. Written by one thread at a time.
 */
public final class ActivePack {

  private static final int SMALLEST_GROWTH = 128 * 1024;

  private final PackStore packs;
  private PackBuilder builder = new PackBuilder();
  private int kept;
  private int keyframe;
  private Optional<Path> written = Optional.empty();

  public ActivePack(PackStore packs) {
    this.packs = packs;
  }

  /**
   * Stores objects, forced to disk when this returns. Those of an earlier call that were not {@link
   * #keep kept} are dropped.
   *
   * @param keyframe the whole object that the first delta is based on, asked for only if the pack
   *     does not have it
   */
  public synchronized void store(List<PackedObject> objects, Supplier<PackedObject> keyframe)
      throws IOException {
    builder.truncate(kept);
    if (builder.length() > this.keyframe + Math.max(this.keyframe, SMALLEST_GROWTH)) {
      begin();
    }
    if (lacksBase(objects)) {
      begin();
      builder.append(keyframe.get());
      kept = builder.count();
      this.keyframe = builder.length();
    }
    objects.forEach(builder::append);
    write();
  }

  /** Returns whether the first blob is a delta to one that the pack does not have. */
  private boolean lacksBase(List<PackedObject> objects) {
    return objects.stream()
        .filter(object -> object.type() == Constants.OBJ_BLOB)
        .findFirst()
        .flatMap(PackedObject::base)
        .filter(base -> !builder.contains(base))
        .isPresent();
  }

  /** The objects stored last stay: a reference to them is about to be made. */
  public void keep() {
    kept = builder.count();
  }

  /** Leaves the pack as it is on disk; the next objects begin a new one. */
  public synchronized void begin() {
    builder = new PackBuilder();
    kept = 0;
    keyframe = 0;
    written = Optional.empty();
  }

  /** The packs on disk that will not be written again; any thread may ask. */
  public synchronized List<Path> closed() throws IOException {
    return packs.list().stream().filter(file -> !written.equals(Optional.of(file))).toList();
  }

  private void write() throws IOException {
    Path file = packs.add(builder);
    if (written.isPresent() && !written.get().equals(file)) {
      packs.remove(written.get());
    }
    written = Optional.of(file);
  }
}
