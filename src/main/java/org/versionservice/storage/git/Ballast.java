package org.versionservice.storage.git;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Small objects that the remote has already, to fill a push up with. Not for several threads.
 *
 * <p>A server keeps a pack as it comes if it holds a hundred objects or more. From a smaller one it
 * writes each object into a file of its own: the whole of {@code versions.json} for each change.
 *
 * @see <a href="https://git-scm.com/docs/git-config">git-config, receive.unpackLimit</a>
 */
final class Ballast {

  private static final int KEPT_FROM = 100;
  private static final int LARGEST = 1024;

  /**
   * A change is a commit, a directory and a file; one alone costs the server the same either way.
   */
  private static final int ONE_CHANGE = 3;

  private final Deque<PackedObject> known = new ArrayDeque<>();

  /** What to send for a push, each object behind its base. */
  List<PackedObject> filled(List<PackedObject> objects) {
    if (objects.size() <= ONE_CHANGE || objects.size() + known.size() < KEPT_FROM) {
      return objects;
    }
    List<PackedObject> filled = new ArrayList<>(objects);
    known.stream()
        .filter(object -> !objects.contains(object))
        .limit(Math.max(0, KEPT_FROM - objects.size()))
        .forEach(filled::add);
    return filled;
  }

  /** Notes what the remote has now. */
  void landed(List<PackedObject> objects) {
    objects.stream()
        .filter(object -> object.base().isEmpty() && object.size() <= LARGEST)
        .forEach(known::addFirst);
    while (known.size() > KEPT_FROM) {
      known.removeLast();
    }
  }
}
