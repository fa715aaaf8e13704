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
 * Adds small objects that the remote already has to a push. Not thread-safe.
 *
 * <p>A server keeps a pack of 100 objects or more as it is. It unpacks a smaller one into one file
 * for each object: for each change the whole file of versions.
 *
 * @see <a href="https://git-scm.com/docs/git-config">git-config, receive.unpackLimit</a>
 */
final class PackPadding {

  private static final System.Logger LOG = System.getLogger(PackPadding.class.getName());

  private static final int UNPACK_LIMIT = 100;

  /** The size in bytes below which a directory costs next to nothing to send. */
  private static final int MAX_TREE_SIZE = 1024;

  /** A commit, three directories and a file; one change costs the server the same either way. */
  private static final int OBJECTS_PER_CHANGE = 5;

  private final GitRepository repository;
  private List<PackedObject> known = List.of();

  PackPadding(GitRepository repository) {
    this.repository = repository;
  }

  /** Returns the objects of a push, each behind its base, then as much padding as is known. */
  List<PackedObject> filled(List<PackedObject> objects) {
    int missing = UNPACK_LIMIT - objects.size();
    if (objects.size() <= OBJECTS_PER_CHANGE || missing <= 0) {
      return objects;
    }
    if (known.size() < UNPACK_LIMIT) {
      find();
    }
    Set<ObjectId> own = objects.stream().map(PackedObject::id).collect(Collectors.toSet());
    List<PackedObject> filled = new ArrayList<>(objects);
    known.stream().filter(object -> !own.contains(object.id())).limit(missing).forEach(filled::add);
    return filled;
  }

  private void find() {
    try {
      known = newestSmallObjects();
    } catch (IOException unreadable) {
      LOG.log(DEBUG, "a push is not filled up", unreadable);
    }
  }

  /** Returns the newest commits that the remote is known to have, and their small directories. */
  private List<PackedObject> newestSmallObjects() throws IOException {
    Optional<ObjectId> tip = repository.remoteHead();
    Map<ObjectId, PackedObject> objects = new LinkedHashMap<>();
    if (tip.isEmpty()) {
      return List.of();
    }
    Zlib zlib = new Zlib();
    try (RevWalk walk = new RevWalk(repository.jgit())) {
      walk.markStart(walk.parseCommit(tip.get()));
      RevCommit commit = walk.next();
      for (; commit != null && objects.size() < UNPACK_LIMIT; commit = walk.next()) {
        add(objects, PackedObject.whole(Constants.OBJ_COMMIT, commit.getRawBuffer(), zlib));
        byte[] tree =
            walk.getObjectReader().open(commit.getTree(), Constants.OBJ_TREE).getCachedBytes();
        if (tree.length < MAX_TREE_SIZE) {
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
