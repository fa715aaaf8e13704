package org.versionservice.storage.git.pack;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Merges packs, so that their number grows with the logarithm of what is stored. One thread at a
 * time, beside all reads and writes.
 *
 * <p>The smallest packs are merged when there are {@value #FAN} of them, with each larger one that
 * is no larger than the smaller ones together. So what came at the same time meets in one merge,
 * and each object is copied a handful of times in its life.
 *
 * @see <a
 *     href="https://git-scm.com/docs/git-repack#Documentation/git-repack.txt---geometricfactor">git
 *     repack --geometric</a>
 */
public final class GeometricRepack {

  private static final System.Logger LOG = System.getLogger(GeometricRepack.class.getName());

  /** From how many packs on they are merged. */
  public static final int FAN = 8;

  /** So many objects one merge has at most: each takes some 200 bytes of memory. */
  private static final long MOST_OBJECTS = 200_000;

  private final PackStore packs;
  private final ActivePack active;
  private final PackMerge merge;

  public GeometricRepack(PackStore packs, ActivePack active, PackMerge merge) {
    this.packs = packs;
    this.active = active;
    this.merge = merge;
  }

  /**
   * Merges what is to be merged.
   *
   * @return how many packs are gone
   */
  public int repack() throws IOException {
    int merged = 0;
    for (List<Path> next = next(); !next.isEmpty(); next = next()) {
      merge(next);
      merged += next.size();
    }
    return merged;
  }

  /** The packs to be merged, oldest first; empty if there is nothing to do. */
  private List<Path> next() throws IOException {
    List<Path> sorted = new ArrayList<>(active.closed());
    sorted.sort(Comparator.comparing(pack -> pack.toFile().length()));
    int count = 0;
    long smaller = 0;
    long objects = 0;
    for (int i = 0; i < sorted.size(); i++) {
      long size = sorted.get(i).toFile().length();
      objects += PackStore.objects(sorted.get(i));
      if (objects > MOST_OBJECTS || size > Integer.MAX_VALUE) {
        break;
      }
      if (size <= smaller) {
        count = i + 1;
      }
      smaller += size;
    }
    return count < FAN ? List.of() : oldestFirst(sorted.subList(0, count));
  }

  private static List<Path> oldestFirst(List<Path> sources) {
    return sources.stream()
        .sorted(Comparator.comparing(pack -> pack.toFile().lastModified()))
        .toList();
  }

  private void merge(List<Path> sources) throws IOException {
    Path merged = merge.merge(sources);
    for (Path source : sources) {
      if (!source.equals(merged)) {
        packs.remove(source);
      }
    }
    LOG.log(
        INFO,
        "{0} packs were merged into one of {1} objects",
        sources.size(),
        PackStore.objects(merged));
  }
}
