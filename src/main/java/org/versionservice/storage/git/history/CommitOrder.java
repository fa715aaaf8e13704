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
 * The commits of the branch in order, with an index by app. Uses about 70 bytes of memory for each
 * commit. Not thread-safe.
 */
public final class CommitOrder {

  private static final class Commit extends ObjectIdOwnerMap.Entry {
    private final int index;
    private final int time;

    Commit(AnyObjectId commit, int index, int time) {
      super(commit);
      this.index = index;
      this.time = time;
    }
  }

  /** The indexes of one app's commits, ascending. */
  private static final class Indexes {
    private int[] indexes = new int[4];
    private int size;

    void add(int index) {
      if (size == indexes.length) {
        indexes = Arrays.copyOf(indexes, size + size / 2);
      }
      indexes[size++] = index;
    }

    int countBefore(int index) {
      int found = Arrays.binarySearch(indexes, 0, size, index);
      return found < 0 ? -1 - found : found;
    }
  }

  private final List<Commit> order = new ArrayList<>();
  private final ObjectIdOwnerMap<Commit> byId = new ObjectIdOwnerMap<>();
  private final Map<ApplicationId, Indexes> apps = new HashMap<>();

  /** Adds the next commit. */
  public void add(CommitLog.Listed item) {
    Commit commit = new Commit(item.commit(), order.size(), item.time());
    order.add(commit);
    byId.add(commit);
    item.app().ifPresent(id -> apps.computeIfAbsent(id, first -> new Indexes()).add(commit.index));
  }

  public int size() {
    return order.size();
  }

  /** Returns the commit at an index, from 0 for the oldest. */
  public ObjectId commit(int index) {
    return order.get(index).copy();
  }

  public Optional<ObjectId> newest() {
    return order.isEmpty() ? Optional.empty() : Optional.of(commit(order.size() - 1));
  }

  /** Returns at most {@code most} commits from an index on, oldest first. */
  public List<ObjectId> from(int index, int most) {
    return order.subList(index, Math.min(order.size(), index + most)).stream()
        .map(ObjectId::copy)
        .toList();
  }

  /** Returns the index of a commit. */
  public Optional<Integer> find(AnyObjectId commit) {
    return Optional.ofNullable(byId.get(commit)).map(found -> found.index);
  }

  /** Returns the index of the only commit whose id begins with a prefix; empty if several do. */
  public Optional<Integer> find(CommitPrefix prefix) {
    String digits = prefix.value();
    if (ObjectId.isId(digits)) {
      return find(ObjectId.fromString(digits));
    }
    List<Commit> found =
        order.stream().filter(commit -> commit.name().startsWith(digits)).limit(2).toList();
    return found.size() == 1 ? Optional.of(found.get(0).index) : Optional.empty();
  }

  /** Returns the number of commits up to a time. */
  public int sizeAt(Instant time) {
    int size = order.size();
    while (size > 0 && order.get(size - 1).time > time.getEpochSecond()) {
      size--;
    }
    return size;
  }

  /** Returns at most {@code most} commits of an app before an index, newest first. */
  public List<ObjectId> of(ApplicationId app, int before, int most) {
    Indexes ofApp = apps.get(app);
    if (ofApp == null) {
      return List.of();
    }
    List<ObjectId> commits = new ArrayList<>();
    for (int i = ofApp.countBefore(before) - 1; i >= 0 && commits.size() < most; i--) {
      commits.add(commit(ofApp.indexes[i]));
    }
    return commits;
  }

  /** Returns the number of commits that both orders begin with. */
  public int commonWith(CommitOrder other) {
    int common = 0;
    while (common < Math.min(size(), other.size())
        && order.get(common).equals(other.order.get(common))) {
      common++;
    }
    return common;
  }
}
