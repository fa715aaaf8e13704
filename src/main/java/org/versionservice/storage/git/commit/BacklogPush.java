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
 * Pushes commits that were acknowledged without the remote, slice by slice: what landed stays
 * there, whatever becomes of the rest.
 *
 * <p>A slice that is too large for the remote, or for a proxy before it, is halved; so is one that
 * fails, because not every proxy says so. One thread pushes at a time, any other waits for it.
 */
public final class BacklogPush {

  private static final System.Logger LOG = System.getLogger(BacklogPush.class.getName());

  /** The most commits of a slice. */
  static final int LARGEST = 1024;

  private final GitRepository repository;
  private final LocalBranch local;
  private final RemoteBranch remote;
  private final PushRetry delivery;
  private final Clock steady;
  private final Duration timeout;
  private int most = LARGEST;

  /**
   * @param timeout bound of a slice
   */
  public BacklogPush(
      GitRepository repository,
      LocalBranch local,
      RemoteBranch remote,
      PushRetry delivery,
      Clock steady,
      Duration timeout) {
    this.repository = repository;
    this.local = local;
    this.remote = remote;
    this.delivery = delivery;
    this.steady = steady;
    this.timeout = timeout;
  }

  /**
   * Pushes all that the remote is known to lack.
   *
   * @param deadline when no further slice is begun
   * @return {@link PushRetry.Result#OVERTAKEN} also where the remote has commits that are not taken
   *     over yet, or the time is over
   */
  PushRetry.Result push(ObjectId newest, Instant deadline) throws IOException {
    remote.exchange().lock();
    try {
      while (true) {
        Optional<ObjectId> known = remote.known();
        if (known.equals(Optional.of(newest))) {
          return PushRetry.Result.LANDED;
        }
        if (steady.instant().isAfter(deadline) || !isAhead(newest, known)) {
          return PushRetry.Result.OVERTAKEN;
        }
        PushRetry.Result result = pushSlice(known, newest);
        if (result != PushRetry.Result.LANDED && result != PushRetry.Result.TOO_LARGE) {
          return result;
        }
      }
    } finally {
      remote.exchange().unlock();
    }
  }

  /** A push of anything else could take commits away from the remote. */
  private boolean isAhead(ObjectId newest, Optional<ObjectId> known) throws IOException {
    return known.isEmpty() || repository.commits().isAncestor(known.get(), newest);
  }

  private PushRetry.Result pushSlice(Optional<ObjectId> known, ObjectId newest) throws IOException {
    List<ObjectId> missing = missing(known, newest);
    int size = Math.min(most, missing.size());
    ObjectId target = missing.get(missing.size() - size);
    Instant end = steady.instant().plus(timeout);
    PushRetry.Result result = delivery.send(push(known, target), false, end);
    switch (result) {
      case LANDED -> {
        if (target.equals(newest)) {
          most = LARGEST;
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

  /** What is in hand is sent at once; else it is found out first, while others are faster. */
  private Remote.Push push(Optional<ObjectId> known, ObjectId target) {
    return local
        .newestPush()
        .filter(push -> push.target().equals(target) && push.expected().equals(known))
        .orElseGet(() -> new Remote.Push(known, target, List.of()));
  }

  private PushRetry.Result tooLarge() {
    remote.failed(
        new RemoteException(
            RemoteException.Kind.REFUSED, "the remote finds a single change too large", null));
    return PushRetry.Result.UNDELIVERED;
  }

  private void halve(int size) {
    most = Math.max(1, size / 2);
    LOG.log(INFO, "the backlog is pushed in slices of {0} commits", most);
  }

  /**
   * The commits to push, newest first, each the successor of the next one; only the newest where
   * they are in no such line.
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
