package org.versionservice.storage.git.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdOwnerMap;
import org.versionservice.storage.git.repository.CommitLog;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitPrefix;

/**
 * The commits of the branch in their order, and which of them are about which app. Takes some 70
 * bytes of memory for each commit. Not for several threads.
 */
public final class CommitOrder {

  /** A commit and its place. */
  private static final class Place extends ObjectIdOwnerMap.Entry {
    private final int index;
    private final int time;

    Place(AnyObjectId commit, int index, int time) {
      super(commit);
      this.index = index;
      this.time = time;
    }
  }

  /** The places of one app, ascending. */
  private static final class Places {
    private int[] indexes = new int[4];
    private int size;

    void add(int index) {
      if (size == indexes.length) {
        indexes = Arrays.copyOf(indexes, size + size / 2);
      }
      indexes[size++] = index;
    }

    /** How many of them are before a place. */
    int before(int index) {
      int found = Arrays.binarySearch(indexes, 0, size, index);
      return found < 0 ? -1 - found : found;
    }
  }

  private final List<Place> order = new ArrayList<>();
  private final ObjectIdOwnerMap<Place> places = new ObjectIdOwnerMap<>();
  private final Map<ApplicationId, Places> apps = new HashMap<>();

  /** Adds the next commit. */
  public void add(CommitLog.Listed item) {
    Place place = new Place(item.commit(), order.size(), item.time());
    order.add(place);
    places.add(place);
    item.app().ifPresent(id -> apps.computeIfAbsent(id, first -> new Places()).add(place.index));
  }

  public int size() {
    return order.size();
  }

  /** The commit at a place. */
  public ObjectId commit(int index) {
    return order.get(index).copy();
  }

  /** The newest commit. */
  public Optional<ObjectId> newest() {
    return order.isEmpty() ? Optional.empty() : Optional.of(commit(order.size() - 1));
  }

  /** The commits from a place on, oldest first, at most so many. */
  public List<ObjectId> from(int index, int most) {
    return order.subList(index, Math.min(order.size(), index + most)).stream()
        .map(ObjectId::copy)
        .toList();
  }

  /** The place of a commit. */
  public Optional<Integer> find(AnyObjectId commit) {
    return Optional.ofNullable(places.get(commit)).map(place -> place.index);
  }

  /** The place of the commit whose name begins with a prefix; empty also if several do. */
  public Optional<Integer> find(CommitPrefix prefix) {
    String digits = prefix.value();
    if (ObjectId.isId(digits)) {
      return find(ObjectId.fromString(digits));
    }
    List<Place> found =
        order.stream().filter(place -> place.name().startsWith(digits)).limit(2).toList();
    return found.size() == 1 ? Optional.of(found.get(0).index) : Optional.empty();
  }

  /** How many commits there were at a time. */
  public int sizeAt(Instant time) {
    int size = order.size();
    while (size > 0 && order.get(size - 1).time > time.getEpochSecond()) {
      size--;
    }
    return size;
  }

  /** The commits about an app before a place, newest first, at most so many. */
  public List<ObjectId> of(ApplicationId app, int before, int most) {
    Places ofApp = apps.get(app);
    if (ofApp == null) {
      return List.of();
    }
    List<ObjectId> commits = new ArrayList<>();
    for (int i = ofApp.before(before) - 1; i >= 0 && commits.size() < most; i--) {
      commits.add(commit(ofApp.indexes[i]));
    }
    return commits;
  }

  /** How many commits this order and another one begin with alike. */
  public int commonWith(CommitOrder other) {
    int common = 0;
    while (common < Math.min(size(), other.size())
        && order.get(common).equals(other.order.get(common))) {
      common++;
    }
    return common;
  }
}
