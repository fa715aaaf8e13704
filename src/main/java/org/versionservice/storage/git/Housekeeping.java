package org.versionservice.storage.git;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Merges packs, so that their number grows with the logarithm of what is stored. One thread at a
 * time, beside all reads and writes.
 *
 * <p>Packs of about the same size are merged when there are {@value #FAN} of them; each object is
 * copied a handful of times in its life and never inflated. What two packs have is kept once.
 */
final class Housekeeping {

  private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());

  /** How many packs of a size become one. */
  static final int FAN = 8;

  /** Packs from this size on stay as they are, in bytes: a merge has to fit into memory. */
  private static final long LARGE = 8L << 20;

  private static final long SMALL = 64L << 10;

  /** The packs that nobody writes to any more. */
  interface Closed {
    List<Path> list() throws IOException;
  }

  private final PackStore packs;
  private final Closed closed;

  Housekeeping(PackStore packs, Closed closed) {
    this.packs = packs;
    this.closed = closed;
  }

  /**
   * Merges what is to be merged.
   *
   * @return how many packs are gone
   */
  int repack() throws IOException {
    int merged = 0;
    for (List<Path> next = next(); !next.isEmpty(); next = next()) {
      merge(next);
      merged += next.size();
    }
    return merged;
  }

  /** The smallest packs of one size that are enough to be merged. */
  private List<Path> next() throws IOException {
    Map<Long, List<Path>> bySize = new TreeMap<>();
    for (Path pack : closed.list()) {
      long size = Files.size(pack);
      if (size < LARGE) {
        bySize.computeIfAbsent(level(size), level -> new ArrayList<>()).add(pack);
      }
    }
    return bySize.values().stream()
        .filter(alike -> alike.size() >= FAN)
        .map(alike -> alike.subList(0, FAN))
        .findFirst()
        .orElse(List.of());
  }

  private static long level(long size) {
    long level = 0;
    for (long limit = SMALL; size > limit; limit *= FAN) {
      level++;
    }
    return level;
  }

  private void merge(List<Path> sources) throws IOException {
    PackImage image = new PackImage();
    Map<ObjectId, PackedObject> whole = new HashMap<>();
    List<List<PackedObject>> contents = new ArrayList<>();
    for (Path source : sources) {
      List<PackedObject> objects = StoredPack.objects(source);
      contents.add(objects);
      objects.stream()
          .filter(object -> object.base().isEmpty())
          .forEach(object -> whole.put(object.id(), object));
    }
    // A whole object is taken before a delta of it, so that chains of deltas stay short.
    for (List<PackedObject> objects : contents) {
      for (PackedObject object : objects) {
        if (!image.contains(object.id())) {
          image.append(whole.getOrDefault(object.id(), object));
        }
      }
    }
    Path merged = packs.add(image);
    for (Path source : sources) {
      if (!source.equals(merged)) {
        packs.remove(source);
      }
    }
    LOG.log(INFO, "{0} packs were merged into one of {1} objects", sources.size(), image.count());
  }
}
