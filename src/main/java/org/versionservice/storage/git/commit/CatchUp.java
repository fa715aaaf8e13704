package org.versionservice.storage.git.commit;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.Durability;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.remote.PushRetry;
import org.versionservice.storage.git.remote.RemoteBranch;
import org.versionservice.storage.git.remote.RemoteException;
import org.versionservice.version.CommittedTransition;

/**
 * Brings this replica to the state of the remote before anything is decided: takes over new commits
 * there, and pushes commits here. For one thread at a time.
 *
 * <p>If changes are pushed before they are answered, a batch is decided without the remote only if
 * the remote failed for that batch.
 */
public record CatchUp(
    LocalBranch local,
    Optional<RemoteBranch> remote,
    Optional<BacklogPush> backlog,
    Reconciler reconciler,
    Durability durability,
    Duration timeout,
    PushFairness fairness,
    RemoteCheckCounter checks,
    Clock steady) {

  private static final System.Logger LOG = System.getLogger(CatchUp.class.getName());

  /** How many times, at least, a batch can wait for other replicas before its deadline. */
  private static final int WAITS = 6;

  private static final int MAX_ROUNDS = 5;

  /** Returns whether changes are pushed before they are answered, if possible. */
  boolean isRemoteUsed() {
    return remote.isPresent() && durability != Durability.LOCAL;
  }

  /** Returns whether disk, known remote head and published state agree; false until loaded. */
  boolean isInStep() throws IOException {
    return local.head().isPresent()
        && local.isInStep()
        && (remote.isEmpty() || local.commit().equals(remote.get().known()));
  }

  /**
   * Waits until a push may be sent, if the next changes are answered only after their push. In
   * {@code remote-preferred} they are not, while commits of an outage wait for a push.
   */
  public void awaitPush() throws IOException {
    boolean due = remote.isEmpty() || remote.get().pacing().isDue();
    if (!due
        && isRemoteUsed()
        && remote.get().answers()
        && (durability == Durability.REMOTE || isInStep())) {
      awaitPush(Instant.MAX);
    }
  }

  /** Waits until a push may be sent; at once false if that is after the deadline. */
  boolean awaitPush(Instant deadline) {
    return remote.orElseThrow().pacing().await(deadline);
  }

  /** Lets other replicas push if it is time, and takes over their commits; logs network errors. */
  public void awaitTurn() throws IOException {
    if (isRemoteUsed() && remote.orElseThrow().answers() && fairness.isOver()) {
      Duration pause = Collections.min(List.of(fairness.endTurn(), timeout.dividedBy(WAITS)));
      LockSupport.parkNanos(pause.toNanos());
      try {
        fairness.begin(!fetchUntilQuiet().isEmpty());
      } catch (RemoteException outOfReach) {
        LOG.log(DEBUG, "the remote does not answer", outOfReach);
      }
    }
  }

  /**
   * Takes over new commits, here and at the remote, before a batch is made.
   *
   * @return whether to push the batch; not if the remote is unreachable, declines pushes or need
   *     not be waited for
   */
  boolean prepare(PendingBatch batch) throws IOException {
    if (isRemoteUsed() && isReachable()) {
      boolean pushed = remote.orElseThrow().mayPush();
      if (pushed && isInStep()) {
        return true;
      }
      try {
        batch.addLanded(pushed ? fetchUntilQuiet() : fetch());
        return pushed;
      } catch (RemoteException outOfReach) {
        LOG.log(DEBUG, "the remote does not answer", outOfReach);
      }
    }
    if (!local.isInStep()) {
      batch.addLanded(reconciler.integrate());
    }
    return false;
  }

  /** Without the remote {@code remote} answers no change, and {@code remote-preferred} each one. */
  private boolean isReachable() {
    RemoteBranch branch = remote.orElseThrow();
    return durability == Durability.REMOTE ? branch.mayPush() : branch.isReachable();
  }

  /**
   * Pushes the commits that were acknowledged without the remote, as far as pushes may be sent now.
   */
  public PushRetry.Result pushBacklog(Instant deadline) throws IOException {
    return pushBacklog(deadline, false);
  }

  /** Does the same before a batch; in {@code remote} it waits for the interval of pushes. */
  PushRetry.Result pushBacklog(PendingBatch batch) throws IOException {
    return pushBacklog(batch.deadline(), durability == Durability.REMOTE);
  }

  private PushRetry.Result pushBacklog(Instant deadline, boolean waits) throws IOException {
    Optional<ObjectId> newest = local.commit();
    if (newest.isEmpty() || backlog.isEmpty() || reconciler.defect().isPresent()) {
      return PushRetry.Result.LANDED;
    }
    return backlog.get().push(newest.get(), deadline, waits);
  }

  /** Pushes a batch in slices. */
  PushRetry.Result push(ObjectId newest, PendingBatch batch) throws IOException {
    boolean waits = durability == Durability.REMOTE;
    return backlog.orElseThrow().push(newest, batch.deadline(), waits);
  }

  /**
   * Takes over what overtook a batch, and returns the new steps of this service.
   *
   * @param once whether not to wait until other replicas pause
   * @throws StorageException if the remote cannot be read
   */
  List<CommittedTransition> follow(boolean once) throws IOException {
    try {
      return isRemoteUsed() ? fetchUntilQuiet(once) : reconciler.integrate();
    } catch (RemoteException failure) {
      throw new StorageException(
          StorageException.Kind.UNAVAILABLE,
          String.valueOf(failure.getMessage()),
          remote.orElseThrow().retryAfter(),
          failure);
    }
  }

  /** Takes over commits of other replicas until they pause, for a bounded time. */
  private List<CommittedTransition> fetchUntilQuiet() throws RemoteException, IOException {
    return fetchUntilQuiet(false);
  }

  private List<CommittedTransition> fetchUntilQuiet(boolean once)
      throws RemoteException, IOException {
    Instant deadline = steady.instant().plus(timeout.dividedBy(WAITS));
    List<CommittedTransition> all = new ArrayList<>();
    while (true) {
      Instant asked = steady.instant();
      List<CommittedTransition> steps = fetch();
      all.addAll(steps);
      if (!steps.isEmpty()) {
        fairness.sawOthers();
      }
      if (once || steps.isEmpty() || steady.instant().isAfter(deadline)) {
        return all;
      }
      // The time of the fetch counts: one that finds nothing new after it has proven the quiet.
      Instant quiet = asked.plus(fairness.quietTime());
      LockSupport.parkNanos(Duration.between(steady.instant(), quiet).toNanos());
    }
  }

  private List<CommittedTransition> fetch() throws RemoteException, IOException {
    remote.orElseThrow().fetch();
    return reconciler.integrate();
  }

  /**
   * Takes over new commits, here and at the remote, and pushes what the remote lacks. With {@link
   * Durability#LOCAL} it does not push, because that would hold up writers.
   */
  public void synchronise() throws IOException {
    Instant deadline = steady.instant().plus(timeout);
    for (int rounds = 0; rounds < MAX_ROUNDS; rounds++) {
      long comparison = checks.begin();
      boolean asked = remote.isPresent() && fetchIfPossible(remote.get());
      if (asked || remote.isEmpty() || local.exists()) {
        reconciler.integrate();
      }
      if (asked && reconciler.defect().isEmpty()) {
        checks.end(comparison);
      }
      boolean push = asked && isRemoteUsed() && remote.get().mayPush();
      if (!push || pushBacklog(deadline) != PushRetry.Result.OVERTAKEN) {
        return;
      }
    }
  }

  private static boolean fetchIfPossible(RemoteBranch branch) throws IOException {
    if (!branch.allowsRequest()) {
      return false;
    }
    try {
      branch.fetch();
      return true;
    } catch (RemoteException outOfReach) {
      LOG.log(DEBUG, "the remote does not answer", outOfReach);
      return false;
    }
  }
}
