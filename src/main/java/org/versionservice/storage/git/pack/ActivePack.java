package org.versionservice.storage.git.pack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.Constants;

/**
 * The newest pack of the repository, which grows with each batch. One thread may write at a time.
 *
 * <p>A pack on disk must contain the base of each delta. A new pack for each batch would therefore
 * contain the whole file, which is most of the cost of a batch. Instead the pack is written again
 * under a new name with the batch appended, and the previous one is deleted. A pack that has grown
 * to twice the size of the whole file is closed, and the next batch begins a new one.
 */
public final class ActivePack {

  private static final int MIN_GROWTH = 128 * 1024;

  private final PackStore packs;
  private PackBuilder builder = new PackBuilder();
  private int kept;
  private int keyframe;
  private Optional<Path> written = Optional.empty();

  public ActivePack(PackStore packs) {
    this.packs = packs;
  }

  /**
   * Stores objects and forces them to disk. Removes the objects of earlier calls that no {@link
   * #keep} followed.
   *
   * @param keyframe returns the base of the first delta as a whole object; called only if the pack
   *     does not contain it
   */
  public synchronized void store(List<PackedObject> objects, Supplier<PackedObject> keyframe)
      throws IOException {
    builder.truncate(kept);
    if (builder.length() > this.keyframe + Math.max(this.keyframe, MIN_GROWTH)) {
      begin();
    }
    if (lacksBase(objects)) {
      begin();
      builder.append(keyframe.get());
      kept = builder.count();
      this.keyframe = builder.length();
    }
    objects.forEach(builder::append);
    Path file = packs.add(builder);
    if (written.isPresent() && !written.get().equals(file)) {
      packs.remove(written.get());
    }
    written = Optional.of(file);
  }

  private boolean lacksBase(List<PackedObject> objects) {
    return objects.stream()
        .filter(object -> object.type() == Constants.OBJ_BLOB)
        .findFirst()
        .flatMap(PackedObject::base)
        .filter(base -> !builder.contains(base))
        .isPresent();
  }

  /** Keeps the objects of the last {@link #store}: a reference will name them. */
  public void keep() {
    kept = builder.count();
  }

  /** Closes the pack; the next objects begin a new one. */
  public synchronized void begin() {
    builder = new PackBuilder();
    kept = 0;
    keyframe = 0;
    written = Optional.empty();
  }

  /** Returns the packs that will not be written again. Any thread may call it. */
  public synchronized List<Path> closed() throws IOException {
    return packs.list().stream().filter(file -> !written.equals(Optional.of(file))).toList();
  }
}
