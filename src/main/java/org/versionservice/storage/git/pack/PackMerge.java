package org.versionservice.storage.git.pack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.pack.PackConfig;

/**
 * Writes the objects of several packs into one, each object once.
 *
 * <p>Deltas are copied as they are. For whole objects a delta is searched: a fetch stores the whole
 * file with each commit, and so does each pack that this service begins.
 */
public final class PackMerge {

  /** The part of the memory that a search for deltas may take. */
  private static final int MEMORY_SHARE = 16;

  /** To so many objects each one is compared. */
  private static final int NEIGHBOURS = 4;

  private final FileRepository repository;
  private final PackStore packs;

  public PackMerge(FileRepository repository, PackStore packs) {
    this.repository = repository;
    this.packs = packs;
  }

  /**
   * Merges packs; they stay where they are.
   *
   * @param sources oldest first, so that those objects meet in the search that are alike
   * @return the new pack, forced to disk
   * @throws IOException if an object is damaged, or the new pack cannot be written
   */
  Path merge(List<Path> sources) throws IOException {
    // JGit only copies from packs that it knows; it looks for new ones here.
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
    config.setDeltaSearchWindowSize(NEIGHBOURS);
    config.setDeltaSearchMemoryLimit(memory);
    config.setDeltaCacheSize(memory);
    return config;
  }
}
