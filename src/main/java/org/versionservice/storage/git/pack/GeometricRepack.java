package org.versionservice.storage.git.pack;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.pack.PackConfig;

/**
 * Merges packs, so that their number grows with the logarithm of the stored objects. One thread may
 * run it at a time, beside all reads and writes.
 *
 * <p>A merge takes the smallest packs, at least {@value #FAN}, and each larger one that is no
 * larger than all smaller ones together. So it copies each object only a few times. It copies
 * deltas unchanged, and searches deltas for whole objects: a fetch stores the whole file with each
 * commit, and so does each pack that this service begins.
 *
 * @see <a
 *     href="https://git-scm.com/docs/git-repack#Documentation/git-repack.txt---geometricfactor">git
 *     repack --geometric</a>
 */
public final class GeometricRepack {

  private static final System.Logger LOG = System.getLogger(GeometricRepack.class.getName());

  /** The minimum number of packs in a merge. */
  public static final int FAN = 8;

  /** The maximum number of objects in a merge: each takes about 200 bytes of memory. */
  private static final long MAX_OBJECTS = 200_000;

  /** The fraction of the heap that a search for deltas may use is one by this number. */
  private static final int MEMORY_SHARE = 16;

  /** The number of objects that the search compares each object with. */
  private static final int DELTA_WINDOW = 4;

  private final PackStore packs;
  private final ActivePack active;
  private final FileRepository repository;

  public GeometricRepack(PackStore packs, ActivePack active, FileRepository repository) {
    this.packs = packs;
    this.active = active;
    this.repository = repository;
  }

  /**
   * Merges packs until no merge is due.
   *
   * @return the number of packs that were merged into others
   * @throws IOException if an object is damaged or a new pack cannot be written; then the sources
   *     stay
   */
  public int repack() throws IOException {
    int merged = 0;
    for (List<Path> next = next(); !next.isEmpty(); next = next()) {
      merge(next);
      merged += next.size();
    }
    return merged;
  }

  /** Returns the packs to merge, oldest first; empty if no merge is due. */
  private List<Path> next() throws IOException {
    List<Path> sorted = new ArrayList<>(active.closed());
    sorted.sort(Comparator.comparing(pack -> pack.toFile().length()));
    int count = 0;
    long smaller = 0;
    long objects = 0;
    for (int i = 0; i < sorted.size(); i++) {
      long size = sorted.get(i).toFile().length();
      objects += PackStore.objects(sorted.get(i));
      if (objects > MAX_OBJECTS || size > Integer.MAX_VALUE) {
        break;
      }
      if (size <= smaller) {
        count = i + 1;
      }
      smaller += size;
    }
    if (count < FAN) {
      return List.of();
    }
    // The search compares neighbours, and objects of the same time resemble each other.
    return sorted.subList(0, count).stream()
        .sorted(Comparator.comparing(pack -> pack.toFile().lastModified()))
        .toList();
  }

  private void merge(List<Path> sources) throws IOException {
    Path merged = write(sources);
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

  private Path write(List<Path> sources) throws IOException {
    // JGit copies only from packs that it knows, and looks for new ones here.
    repository.getObjectDatabase().getPacks();
    try (ObjectReader reader = repository.newObjectReader();
        PackWriter writer = new PackWriter(config(), reader)) {
      writer.setReuseValidatingObjects(true);
      for (Path source : sources) {
        add(source, reader, writer);
      }
      return packs.add(writer);
    }
  }

  private static void add(Path source, ObjectReader reader, PackWriter writer) throws IOException {
    PackContent content = PackContent.open(source);
    try (RevWalk walk = new RevWalk(reader)) {
      for (PackContent.Entry entry : content.entries()) {
        if (!writer.willInclude(entry.id())) {
          writer.addObject(walk.lookupAny(entry.id(), content.type(entry)));
        }
      }
    }
  }

  private static PackConfig config() {
    long memory = Runtime.getRuntime().maxMemory() / MEMORY_SHARE;
    PackConfig config = new PackConfig();
    config.setThreads(1);
    config.setIndexVersion(2);
    config.setDeltaBaseAsOffset(true);
    // JGit searches no delta for a whole object that it may copy.
    config.setReuseObjects(false);
    config.setCutDeltaChains(true);
    config.setDeltaSearchWindowSize(DELTA_WINDOW);
    config.setDeltaSearchMemoryLimit(memory);
    config.setDeltaCacheSize(memory);
    return config;
  }
}
