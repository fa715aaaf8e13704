package org.versionservice.storage.git.commit;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.versionservice.storage.git.remote.PushRetry;
import org.versionservice.storage.git.remote.Remote;
import org.versionservice.storage.git.remote.RemoteBranch;
import org.versionservice.storage.git.remote.RemoteException;
import org.versionservice.storage.git.repository.GitRepository;

/**
 * Pushes commits that were acknowledged without the remote, in slices that take at most the timeout
 * each. A slice that landed stays, whatever happens to the next. One thread pushes at a time;
 * others wait for it.
 *
 * <p>If pushes keep an interval, a slice has all commits: smaller ones would never catch up with
 * many changes.
 *
 * <p>A slice that is too large for the remote or for a proxy is halved. So is one that fails,
 * because not every proxy reports the size as the reason.
 */
public final class BacklogPush {

  private static final System.Logger LOG = System.getLogger(BacklogPush.class.getName());

  static final int MAX_SLICE = 1024;

  private final GitRepository repository;
  private final LocalBranch local;
  private final RemoteBranch remote;
  private final PushRetry pushes;
  private final Clock steady;
  private final Duration timeout;
  private final int limit;
  private int maxSize;

  public BacklogPush(
      GitRepository repository,
      LocalBranch local,
      PushRetry pushes,
      Clock steady,
      Duration timeout) {
    this.repository = repository;
    this.local = local;
    this.remote = pushes.remote();
    this.pushes = pushes;
    this.steady = steady;
    this.timeout = timeout;
    limit = remote.pacing().hasInterval() ? Integer.MAX_VALUE : MAX_SLICE;
    maxSize = limit;
  }

  /**
   * Pushes all commits that the remote is known to lack.
   *
   * @param deadline when no further slice begins
   * @param waits whether a slice waits until the interval of pushes is over; otherwise it is left
   *     to the next call
   * @return {@link PushRetry.Result#OVERTAKEN} also after the deadline, and if the remote has
   *     commits that were not taken over yet
   */
  PushRetry.Result push(ObjectId newest, Instant deadline, boolean waits) throws IOException {
    while (!remote.isKnown(Optional.of(newest))) {
      if (!remote.lockForPush(waits ? deadline : Instant.MIN)) {
        return PushRetry.Result.UNDELIVERED;
      }
      try {
        PushRetry.Result result = pushNext(newest, deadline);
        if (result != PushRetry.Result.LANDED && result != PushRetry.Result.TOO_LARGE) {
          return result;
        }
      } finally {
        remote.exchange().unlock();
      }
    }
    return PushRetry.Result.LANDED;
  }

  private PushRetry.Result pushNext(ObjectId newest, Instant deadline) throws IOException {
    Optional<ObjectId> known = remote.known();
    if (known.equals(Optional.of(newest))) {
      return PushRetry.Result.LANDED;
    }
    boolean late = steady.instant().isAfter(deadline);
    return late || !isAhead(newest, known) ? PushRetry.Result.OVERTAKEN : pushSlice(known, newest);
  }

  /** A push of any other commit could remove commits from the remote. */
  private boolean isAhead(ObjectId newest, Optional<ObjectId> known) throws IOException {
    return known.isEmpty() || repository.commits().isAncestor(known.get(), newest);
  }

  private PushRetry.Result pushSlice(Optional<ObjectId> known, ObjectId newest) throws IOException {
    List<ObjectId> missing = missing(known, newest);
    int size = Math.min(maxSize, missing.size());
    ObjectId target = missing.get(missing.size() - size);
    Instant end = steady.instant().plus(timeout);
    PushRetry.Result result = pushes.send(push(known, target), false, end);
    switch (result) {
      case LANDED -> {
        if (target.equals(newest)) {
          maxSize = limit;
        } else if (remote.pacing().hasInterval()) {
          maxSize = (int) Math.min(limit, 2L * maxSize);
        }
      }
      case TOO_LARGE -> {
        if (size == 1) {
          return tooLarge();
        }
        halve(size);
      }
      case UNDELIVERED, UNKNOWN -> halve(size);
      case OVERTAKEN -> {}
    }
    return result;
  }

  /** Objects in memory are sent at once; otherwise the missing objects are searched first. */
  private Remote.Push push(Optional<ObjectId> known, ObjectId target) {
    return local
        .newestPush()
        .filter(push -> push.target().equals(target) && push.expected().equals(known))
        .orElseGet(() -> new Remote.Push(known, target, List.of()));
  }

  private PushRetry.Result tooLarge() {
    remote.failed(RemoteException.refused("the remote finds a single change too large", null));
    return PushRetry.Result.UNDELIVERED;
  }

  private void halve(int size) {
    maxSize = Math.max(1, size / 2);
    LOG.log(INFO, "the backlog is pushed in slices of {0} commits", maxSize);
  }

  /**
   * Returns the commits to push, newest first, each the child of the next. After a merge there is
   * no such order: it returns the newest only.
   */
  private List<ObjectId> missing(Optional<ObjectId> known, ObjectId newest) throws IOException {
    List<ObjectId> line = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository.jgit())) {
      Optional<ObjectId> next = Optional.of(newest);
      while (next.isPresent() && !next.equals(known)) {
        line.add(next.get());
        RevCommit commit = walk.parseCommit(next.get());
        if (commit.getParentCount() > 1) {
          return List.of(newest);
        }
        next =
            commit.getParentCount() == 0
                ? Optional.empty()
                : Optional.of(commit.getParent(0).copy());
        commit.disposeBody();
      }
    }
    return line;
  }
}
