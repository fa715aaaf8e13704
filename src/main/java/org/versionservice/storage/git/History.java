package org.versionservice.storage.git;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.FeedPage;
import org.versionservice.storage.FeedPosition;
import org.versionservice.storage.HistoryEntry;
import org.versionservice.storage.HistoryPage;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.history.CommitOrder;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.storage.git.repository.CommitLog;
import org.versionservice.storage.git.repository.GitRepository;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ChangeId;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommitPrefix;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.Registry;
import org.versionservice.version.Transition;

/**
 * The history that the commits contain: the steps of each app, whole states, and a feed of all
 * steps. Thread-safe.
 *
 * <p>The order of the commits is in memory. The first reader after new commits reads it from the
 * repository; writers never wait for that.
 *
 * <p>All methods throw {@link StorageException} if the registry is not loaded yet, or the
 * repository cannot be read.
 */
public final class History {

  /** The changes that a rebase replaced, behind the index where the two orders part. */
  private record Rebased(int parting, List<Optional<ChangeId>> replaced) {}

  /** The most commits that are read for a part of an app's history. */
  private static final int MAX_READ = 5_000;

  private static final Registry NOTHING = Registry.empty(Duration.ZERO);

  private final GitRepository repository;
  private final Supplier<BranchState> published;
  private final Runnable damaged;
  private final List<Rebased> rebases = new ArrayList<>();
  private CommitOrder order = new CommitOrder();

  /**
   * @param published returns the newest acknowledged state
   * @param damaged is called when a commit cannot be read
   */
  History(GitRepository repository, Supplier<BranchState> published, Runnable damaged) {
    this.repository = repository;
    this.published = published;
    this.damaged = damaged;
  }

  /**
   * Returns steps of an app, newest first; empty if the commit {@code before} does not exist.
   *
   * @param before the commit that all steps are older than
   * @param limit the maximum number of steps
   * @param wanted the steps to return; of an app with many others, a part may have less than {@code
   *     limit}
   */
  public Optional<HistoryPage> of(
      ApplicationId app, Optional<CommitPrefix> before, int limit, Predicate<HistoryEntry> wanted) {
    List<ObjectId> commits;
    Optional<CommitId> newest;
    synchronized (this) {
      catchUp();
      Optional<Integer> end = before.map(order::find).orElse(Optional.of(order.size()));
      if (end.isEmpty()) {
        return Optional.empty();
      }
      commits = order.of(app, end.get(), MAX_READ + 1);
      newest =
          order.of(app, order.size(), 1).stream().map(id -> new CommitId(id.name())).findFirst();
    }
    List<HistoryEntry> found = new ArrayList<>();
    int end = Math.min(commits.size(), MAX_READ);
    int done = 0;
    while (found.size() < limit && done < end) {
      int next = Math.min(end, done + limit - found.size());
      entries(commits.subList(done, next), Set.of()).stream().filter(wanted).forEach(found::add);
      done = next;
    }
    Optional<CommitId> last =
        done < commits.size()
            ? Optional.of(new CommitId(commits.get(done - 1).name()))
            : Optional.empty();
    return Optional.of(new HistoryPage(found, newest, last));
  }

  /** Returns the registry at a commit; empty if there is no such commit. */
  public Optional<Snapshot> at(CommitPrefix commit) {
    return find(commit).map(index -> stateOf(index + 1));
  }

  private synchronized Optional<Integer> find(CommitPrefix commit) {
    catchUp();
    return order.find(commit);
  }

  /** Returns the registry at a time; without apps before the first commit. */
  public Snapshot at(Instant time) {
    return stateOf(sizeAt(time));
  }

  private synchronized int sizeAt(Instant time) {
    catchUp();
    return order.sizeAt(time);
  }

  /** Returns the position behind all steps. */
  public synchronized FeedPosition end() {
    catchUp();
    return new FeedPosition(rebases.size(), order.size(), Set.of());
  }

  /** Returns the position behind a commit; empty if there is no such commit. */
  public synchronized Optional<FeedPosition> behind(CommitId commit) {
    catchUp();
    return order
        .find(ObjectId.fromString(commit.value()))
        .map(index -> new FeedPosition(rebases.size(), index + 1, Set.of()));
  }

  /** Returns the steps behind a position, from at most {@code limit} commits. */
  public FeedPage next(FeedPosition position, int limit) {
    List<ObjectId> commits;
    FeedPosition from;
    synchronized (this) {
      catchUp();
      from = rebased(position);
      commits = order.from(from.index(), limit);
    }
    return new FeedPage(
        entries(commits, from.seen()),
        new FeedPosition(from.order(), from.index() + commits.size(), from.seen()));
  }

  /**
   * Returns the position of a reader after later rebases: it goes back to where the orders part.
   */
  private FeedPosition rebased(FeedPosition position) {
    int index = position.index();
    Set<ChangeId> seen = new HashSet<>(position.seen());
    for (Rebased rebased : rebases.subList(position.order(), rebases.size())) {
      if (index > rebased.parting()) {
        rebased.replaced().subList(0, index - rebased.parting()).stream()
            .flatMap(Optional::stream)
            .forEach(seen::add);
        index = rebased.parting();
      }
    }
    return new FeedPosition(rebases.size(), index, seen);
  }

  private void catchUp() {
    Optional<ObjectId> newest = published.get().commit();
    try {
      if (newest.isPresent() && !newest.equals(order.newest())) {
        catchUp(newest.get());
      }
    } catch (IOException unreadable) {
      throw unreadable(unreadable);
    }
  }

  private void catchUp(ObjectId newest) throws IOException {
    Optional<ObjectId> known = order.newest();
    if (known.isPresent() && repository.commits().isAncestor(known.get(), newest)) {
      repository.commits().list(known, newest).forEach(order::add);
      return;
    }
    CommitOrder whole = new CommitOrder();
    repository.commits().list(Optional.empty(), newest).forEach(whole::add);
    if (known.isPresent()) {
      int parting = order.commonWith(whole);
      List<Optional<ChangeId>> replaced =
          repository.commits().read(order.from(parting, order.size())).stream()
              .map(commit -> commit.issued().map(CommittedTransition::changeId))
              .toList();
      rebases.add(new Rebased(parting, replaced));
    }
    order = whole;
  }

  private List<HistoryEntry> entries(List<ObjectId> commits, Set<ChangeId> seen) {
    List<HistoryEntry> entries = new ArrayList<>();
    try {
      for (CommitLog.Entry read : repository.commits().read(commits)) {
        read.issued()
            .filter(step -> !seen.contains(step.changeId()))
            .ifPresent(step -> entries.add(entry(step, read.message())));
      }
      return entries;
    } catch (IOException unreadable) {
      throw unreadable(unreadable);
    }
  }

  /** Returns the state of the newest valid commit among the first ones. */
  private Snapshot stateOf(int commits) {
    try {
      for (int index = commits - 1; index >= 0; index--) {
        Optional<Snapshot> state = state(commit(index));
        if (state.isPresent()) {
          return state.get();
        }
      }
      return new Snapshot(NOTHING, Optional.empty());
    } catch (IOException unreadable) {
      throw unreadable(unreadable);
    }
  }

  private synchronized ObjectId commit(int index) {
    return order.commit(index);
  }

  private Optional<Snapshot> state(ObjectId commit) throws IOException {
    try {
      return Optional.of(repository.load(commit).snapshot());
    } catch (InvalidVersionsFileException neverServed) {
      return Optional.empty();
    }
  }

  private static HistoryEntry entry(CommittedTransition issued, String message) {
    Transition step = issued.transition();
    return new HistoryEntry(
        step.app(),
        step.type(),
        step.previous(),
        step.version(),
        step.revision(),
        step.at(),
        step.request().principal().name(),
        step.request().sha(),
        issued.commit(),
        step.reservedUntil(),
        message);
  }

  private StorageException unreadable(IOException cause) {
    damaged.run();
    return StorageException.unavailable("the repository on disk cannot be read", cause);
  }
}
