package org.versionservice.storage.git.commit;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
 * Brings this replica to the state that the remote has, before anything is decided on it: takes
 * over what is new there, and pushes what is not pushed yet. Used by one thread at a time.
 *
 * <p>Where nothing is answered before it is pushed, a batch is decided without the remote only if
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

  /** How often, at least, a batch can wait for others to pause until its deadline. */
  private static final int WAITS = 6;

  private static final int MOST_ROUNDS = 5;

  /** Returns whether a change is pushed before it is answered, if that is possible. */
  boolean isRemoteUsed() {
    return remote.isPresent() && durability != Durability.LOCAL;
  }

  /**
   * Returns whether branch, remote and the published state agree, as far as is known here. What is
   * not loaded yet agrees with nothing.
   */
  boolean isInStep() throws IOException {
    return local.head().isPresent()
        && local.isInStep()
        && (remote.isEmpty() || local.commit().equals(remote.get().known()));
  }

  /**
   * Lets other replicas push and takes over what they pushed, if it is time for that. What goes
   * wrong with the network, the next batch will find out.
   */
  public void awaitTurn() throws IOException {
    if (isRemoteUsed() && remote.orElseThrow().answers() && fairness.isOver()) {
      LockSupport.parkNanos(fairness.giveUp().toNanos());
      try {
        fairness.begin(!fetchUntilQuiet().isEmpty());
      } catch (RemoteException outOfReach) {
        LOG.log(DEBUG, "the remote does not answer", outOfReach);
      }
    }
  }

  /**
   * Takes over what is new, here and at the remote, as far as a batch needs it.
   *
   * @param found gets this service's steps that are new here
   * @return whether the batch is to be pushed; false if the remote cannot be reached, takes no
   *     pushes, or is not waited for
   */
  boolean prepare(LandedChanges found) throws IOException {
    if (isRemoteUsed() && isReachable()) {
      boolean pushed = remote.orElseThrow().mayPush();
      if (pushed && isInStep()) {
        return true;
      }
      try {
        found.add(pushed ? fetchUntilQuiet() : fetch());
        return pushed;
      } catch (RemoteException outOfReach) {
        LOG.log(DEBUG, "the remote does not answer", outOfReach);
      }
    }
    if (!local.isInStep()) {
      found.add(reconciler.integrate());
    }
    return false;
  }

  /** Without the remote nothing can be answered in one mode, and everything in the other. */
  private boolean isReachable() {
    RemoteBranch branch = remote.orElseThrow();
    return durability == Durability.REMOTE ? branch.mayPush() : branch.isReachable();
  }

  /** Pushes what was acknowledged without the remote, so that a batch can be built on it. */
  public PushRetry.Result pushBacklog(Instant deadline) throws IOException {
    Optional<ObjectId> newest = local.commit();
    if (newest.isEmpty() || backlog.isEmpty() || reconciler.defect().isPresent()) {
      return PushRetry.Result.LANDED;
    }
    return pushTo(newest.get(), deadline);
  }

  /** Pushes a commit and all before it, in as many parts as it takes. */
  PushRetry.Result pushTo(ObjectId newest, Instant deadline) throws IOException {
    return backlog.orElseThrow().push(newest, deadline);
  }

  /**
   * Takes over what made a batch come too late.
   *
   * @return this service's steps that are new here
   * @throws StorageException if it cannot be read
   */
  List<CommittedTransition> follow() throws IOException {
    try {
      return isRemoteUsed() ? fetchUntilQuiet() : reconciler.integrate();
    } catch (RemoteException failure) {
      throw new StorageException(
          StorageException.Kind.UNAVAILABLE,
          String.valueOf(failure.getMessage()),
          remote.orElseThrow().retryAfter(),
          failure);
    }
  }

  /** Takes over what others push until they pause, for a bounded time. */
  private List<CommittedTransition> fetchUntilQuiet() throws RemoteException, IOException {
    Instant deadline = steady.instant().plus(timeout.dividedBy(WAITS));
    List<CommittedTransition> all = new ArrayList<>();
    while (true) {
      List<CommittedTransition> steps = fetch();
      all.addAll(steps);
      if (!steps.isEmpty()) {
        fairness.sawRivals();
      }
      if (steps.isEmpty() || steady.instant().isAfter(deadline)) {
        return all;
      }
      LockSupport.parkNanos(fairness.look().toNanos());
    }
  }

  private List<CommittedTransition> fetch() throws RemoteException, IOException {
    remote.orElseThrow().fetch();
    return reconciler.integrate();
  }

  /**
   * Takes over what is new, here and at the remote, and pushes what is not pushed; in {@link
   * Durability#LOCAL} that is left to whoever does not hold up writers.
   */
  public void synchronise() throws IOException {
    Instant deadline = steady.instant().plus(timeout);
    for (int rounds = 0; rounds < MOST_ROUNDS; rounds++) {
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

  /** Notes that a batch was pushed or overtaken, and how long that took. */
  void pushed(Duration took) {
    fairness.pushed(took);
  }
}
