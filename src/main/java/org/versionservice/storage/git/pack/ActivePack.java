package org.versionservice.storage.git.pack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The newest pack of the repository, which grows with each batch. One thread may write at a time.
 *
 * <p>A pack on disk must contain the base of each delta. A new pack for each batch would therefore
 * contain each changed file as a whole, which is most of the cost of a batch to a large file.
 * Instead the pack is written again under a new name with the batch appended, and the previous one
 * is deleted. A pack that has grown to twice the size of its first whole files is closed, and the
 * next batch begins a new one.
 */
public final class ActivePack {

  private static final int MIN_GROWTH = 256 * 1024;

  private final PackStore packs;
  private PackBuilder builder = new PackBuilder();
  private int kept;

  /** The length of the pack with the bases of its first batch, in bytes. */
  private int wholes;

  private Optional<Path> written = Optional.empty();

  public ActivePack(PackStore packs) {
    this.packs = packs;
  }

  /**
   * Stores objects and forces them to disk. Removes the objects of earlier calls that no {@link
   * #keep} followed.
   *
   * @param bases returns the base of a delta as a whole object; called only if neither the pack nor
   *     the objects contain it
   */
  public synchronized void store(List<PackedObject> objects, Function<ObjectId, PackedObject> bases)
      throws IOException {
    builder.truncate(kept);
    if (isFull()) {
      begin();
    }
    boolean isNew = builder.count() == 0;
    for (ObjectId base : missingBases(objects)) {
      builder.append(bases.apply(base));
    }
    kept = builder.count();
    if (isNew) {
      wholes = builder.length();
    }
    objects.forEach(builder::append);
    Path file = packs.add(builder);
    if (written.isPresent() && !written.get().equals(file)) {
      packs.remove(written.get());
    }
    written = Optional.of(file);
  }

  /** Returns whether the pack that will take the next objects has an object. */
  public synchronized boolean contains(ObjectId id) {
    return !isFull() && builder.contains(id);
  }

  private boolean isFull() {
    return builder.length() > wholes + Math.max(wholes, MIN_GROWTH);
  }

  private Set<ObjectId> missingBases(List<PackedObject> objects) {
    Set<ObjectId> own = new HashSet<>();
    Set<ObjectId> missing = new LinkedHashSet<>();
    for (PackedObject object : objects) {
      object
          .base()
          .filter(base -> !own.contains(base) && !builder.contains(base))
          .ifPresent(missing::add);
      own.add(object.id());
    }
    return missing;
  }

  /** Keeps the objects of the last {@link #store}: a reference will name them. */
  public void keep() {
    kept = builder.count();
  }

  /** Closes the pack; the next objects begin a new one. */
  public synchronized void begin() {
    builder = new PackBuilder();
    kept = 0;
    wholes = 0;
    written = Optional.empty();
  }

  /** Returns the packs that will not be written again. Any thread may call it. */
  public synchronized List<Path> closed() throws IOException {
    return packs.list().stream().filter(file -> !written.equals(Optional.of(file))).toList();
  }
}
