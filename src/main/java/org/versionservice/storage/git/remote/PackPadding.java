package org.versionservice.storage.git.remote;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.versionservice.storage.git.pack.PackedObject;
import org.versionservice.storage.git.pack.Zlib;
import org.versionservice.storage.git.repository.GitRepository;

/**
 * Small objects that the remote has already, to fill a push up with. Not for several threads.
 *
 * <p>A server keeps a pack as it comes if it holds a hundred objects or more. From a smaller one it
 * writes each object into a file of its own: the whole of {@code versions.json} for each change.
 *
 * @see <a href="https://git-scm.com/docs/git-config">git-config, receive.unpackLimit</a>
 */
final class PackPadding {

  private static final System.Logger LOG = System.getLogger(PackPadding.class.getName());

  private static final int KEPT_FROM = 100;

  /** Up to this size, in bytes, an object costs next to nothing to send. */
  private static final int SMALL = 1024;

  /** A change is a commit, a directory and a file; one costs the server the same either way. */
  private static final int ONE_CHANGE = 3;

  private final GitRepository repository;
  private List<PackedObject> known = List.of();

  PackPadding(GitRepository repository) {
    this.repository = repository;
  }

  /**
   * What to send for a push: its own objects, each behind its base, then others; they are not
   * enough while the remote has few commits.
   */
  List<PackedObject> filled(List<PackedObject> objects) {
    int missing = KEPT_FROM - objects.size();
    if (objects.size() <= ONE_CHANGE || missing <= 0) {
      return objects;
    }
    if (known.size() < KEPT_FROM) {
      find();
    }
    Set<ObjectId> own = objects.stream().map(PackedObject::id).collect(Collectors.toSet());
    List<PackedObject> filled = new ArrayList<>(objects);
    known.stream().filter(object -> !own.contains(object.id())).limit(missing).forEach(filled::add);
    return filled;
  }

  private void find() {
    try {
      known = newestSmallObjects(KEPT_FROM);
    } catch (IOException unreadable) {
      LOG.log(DEBUG, "a push is not filled up", unreadable);
    }
  }

  /** The newest commits that the remote is known to have, and their directories unless large. */
  private List<PackedObject> newestSmallObjects(int count) throws IOException {
    Optional<ObjectId> tip = repository.remoteHead();
    Map<ObjectId, PackedObject> objects = new LinkedHashMap<>();
    if (tip.isEmpty()) {
      return List.of();
    }
    Zlib zlib = new Zlib();
    try (RevWalk walk = new RevWalk(repository.jgit())) {
      walk.markStart(walk.parseCommit(tip.get()));
      RevCommit commit = walk.next();
      for (; commit != null && objects.size() < count; commit = walk.next()) {
        add(objects, PackedObject.whole(Constants.OBJ_COMMIT, commit.getRawBuffer(), zlib));
        byte[] tree =
            walk.getObjectReader().open(commit.getTree(), Constants.OBJ_TREE).getCachedBytes();
        if (tree.length < SMALL) {
          add(objects, PackedObject.whole(Constants.OBJ_TREE, tree, zlib));
        }
      }
    }
    return List.copyOf(objects.values());
  }

  private static void add(Map<ObjectId, PackedObject> objects, PackedObject object) {
    objects.put(object.id(), object);
  }
}
