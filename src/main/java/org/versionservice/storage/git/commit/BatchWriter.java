package org.versionservice.storage.git.commit;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.Durability;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.WriteTimes;
import org.versionservice.storage.git.remote.Backoff;
import org.versionservice.storage.git.remote.PushRetry;
import org.versionservice.storage.git.remote.Remote;
import org.versionservice.storage.git.remote.RemoteBranch;
import org.versionservice.storage.git.remote.RemoteException;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.version.Change;
import org.versionservice.version.CommittedTransition;

/**
 * Makes a batch of changes: one commit each, forced to disk together, pushed together. Used by one
 * thread at a time.
 *
 * <p>The batch is built on the newest head that is known and pushed with that head as expectation.
 * If the remote's branch is elsewhere, what is new there is fetched and the changes, not their
 * results, are applied to it.
 */
public final class BatchWriter {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final LocalBranch local;
  private final Optional<RemoteBranch> remote;
  private final CatchUp catchUp;
  private final Reconciler reconciler;
  private final Durability durability;
  private final Duration timeout;
  private final Backoff backoff;
  private final Clock clock;
  private final Clock steady;
  private WriteTimes times = WriteTimes.NONE;

  public BatchWriter(
      LocalBranch local,
      Optional<RemoteBranch> remote,
      CatchUp catchUp,
      Reconciler reconciler,
      Durability durability,
      Duration timeout,
      Backoff backoff,
      Clock clock,
      Clock steady) {
    this.local = local;
    this.remote = remote;
    this.catchUp = catchUp;
    this.reconciler = reconciler;
    this.durability = durability;
    this.timeout = timeout;
    this.backoff = backoff;
    this.clock = clock;
    this.steady = steady;
  }

  /**
   * Makes the changes, in their order.
   *
   * @return a receipt for each, in the same order
   * @throws StorageException if none of them was made, or nobody knows
   */
  public List<Receipt> write(List<Change> changes) throws IOException {
    times = WriteTimes.NONE;
    AppliedBatch.Landed landed = new AppliedBatch.Landed();
    try {
      return write(changes, landed);
    } catch (StorageException | IOException failure) {
      if (landed.isPossible(changes)) {
        throw new StorageException(
            StorageException.Kind.OUTCOME_UNKNOWN,
            "it is not known what became of the change",
            RETRY_AFTER,
            failure);
      }
      throw failure;
    }
  }

  /** What the batch that was written last spent its time on. */
  public WriteTimes times() {
    return times;
  }

  private List<Receipt> write(List<Change> changes, AppliedBatch.Landed landed) throws IOException {
    Instant deadline = steady.instant().plus(timeout);
    boolean online = catchUp.prepare(landed);
    for (int tries = 1; ; tries++) {
      PushRetry.Result before = online ? pushBacklog(deadline) : PushRetry.Result.UNDELIVERED;
      if (before != PushRetry.Result.OVERTAKEN) {
        online = before == PushRetry.Result.LANDED;
        Optional<List<Receipt>> made = attempt(changes, landed, online, deadline);
        if (made.isPresent()) {
          return made.get();
        }
      }
      List<CommittedTransition> steps = catchUp.follow();
      landed.add(steps);
      head();
      if (steady.instant().isAfter(deadline)) {
        throw StorageException.unavailable("other replicas were faster until the deadline", null);
      }
      if (steps.isEmpty()) {
        backoff.pause(tries);
      }
    }
  }

  /** What is decided while the remote has more, or lacks what it is built on, may be wrong. */
  private PushRetry.Result pushBacklog(Instant deadline) throws IOException {
    return catchUp.isInStep() ? PushRetry.Result.LANDED : catchUp.pushBacklog(deadline);
  }

  /**
   * Makes the changes on the newest state that is known.
   *
   * @param online whether they are to be pushed
   * @return the receipts; empty if another replica was faster
   */
  private Optional<List<Receipt>> attempt(
      List<Change> changes, AppliedBatch.Landed landed, boolean online, Instant deadline)
      throws IOException {
    Instant start = steady.instant();
    BranchState base = head();
    AppliedBatch attempt = new AppliedBatch(local.draft(base, now()), changes, landed);
    boolean done =
        attempt.isEmpty()
            ? isCurrent(base, attempt, online)
            : publish(base, attempt, online, deadline);
    catchUp.pushed(Duration.between(start, steady.instant()));
    if (!done && !attempt.isEmpty()) {
      landed.expect();
    }
    return done ? Optional.of(attempt.receipts(pushState())) : Optional.empty();
  }

  private BranchState head() {
    reconciler
        .defect()
        .ifPresent(
            problem -> {
              throw StorageException.unavailable(problem, null);
            });
    return local
        .head()
        .orElseThrow(() -> StorageException.unavailable("the registry is not loaded yet", null));
  }

  /** Returns whether a refusal was decided on the newest state; another replica may know more. */
  private boolean isCurrent(BranchState base, AppliedBatch attempt, boolean online)
      throws IOException {
    if (!attempt.hasRefusals() || !online) {
      return true;
    }
    try {
      Optional<ObjectId> there = remote.orElseThrow().head();
      return there.isEmpty() || there.equals(base.commit()) || there.equals(known());
    } catch (RemoteException outOfReach) {
      return true;
    }
  }

  /**
   * Stores and pushes what was drafted.
   *
   * @return whether it is acknowledged; false if another replica was faster
   */
  private boolean publish(BranchState base, AppliedBatch attempt, boolean online, Instant deadline)
      throws IOException {
    CommitBatch draft = attempt.draft();
    Optional<ObjectId> target = draft.head().commit();
    Optional<ObjectId> at = base.commit();
    Instant start = steady.instant();
    local.store(base, draft);
    times = times.plusStored(Duration.between(start, steady.instant()));
    PushRetry.Result result = PushRetry.Result.UNDELIVERED;
    try {
      if (online && known().equals(base.commit())) {
        if (isKeptAnyway() && !local.move(at, target)) {
          return false;
        }
        at = isKeptAnyway() ? target : at;
        result = PushRetry.Result.UNKNOWN;
        result = deliver(draft, deadline);
      }
      if (result == PushRetry.Result.OVERTAKEN) {
        local.move(at, base.commit());
        return false;
      }
      if (result != PushRetry.Result.LANDED && durability == Durability.REMOTE) {
        throw undelivered(result);
      }
      return local.acknowledge(at, draft);
    } catch (IOException failed) {
      throw halfDone(base, result, failed);
    }
  }

  /**
   * Returns whether a change is made here whatever becomes of its push. The branch is moved before
   * such a push is sent: otherwise, if this process died and the push arrived late, the branch
   * would meet its own commits as if they were another replica's.
   */
  private boolean isKeptAnyway() {
    return durability == Durability.REMOTE_PREFERRED;
  }

  /** What can be said of a change whose commit is stored, while the reference could not be. */
  private StorageException halfDone(BranchState base, PushRetry.Result result, IOException failed)
      throws IOException {
    boolean nothingDone = result == PushRetry.Result.UNDELIVERED && local.isAt(base);
    return new StorageException(
        nothingDone ? StorageException.Kind.UNAVAILABLE : StorageException.Kind.OUTCOME_UNKNOWN,
        "the repository on disk cannot be written",
        RETRY_AFTER,
        failed);
  }

  private PushRetry.Result deliver(CommitBatch draft, Instant deadline) throws IOException {
    Remote.Push push = draft.push().orElseThrow();
    boolean settle = durability == Durability.REMOTE;
    Instant start = steady.instant();
    try {
      PushRetry.Result result =
          new PushRetry(remote.orElseThrow(), backoff, steady).send(push, settle, deadline);
      return result == PushRetry.Result.TOO_LARGE ? deliverInSlices(push, deadline) : result;
    } finally {
      times = times.plusPushed(Duration.between(start, steady.instant()));
    }
  }

  /** Once a slice has landed, some of the changes are made. */
  private PushRetry.Result deliverInSlices(Remote.Push push, Instant deadline) throws IOException {
    PushRetry.Result result = catchUp.pushTo(push.target(), deadline);
    boolean partly = result == PushRetry.Result.UNDELIVERED && !known().equals(push.expected());
    return partly ? PushRetry.Result.UNKNOWN : result;
  }

  private StorageException undelivered(PushRetry.Result result) {
    RemoteBranch branch = remote.orElseThrow();
    return new StorageException(
        result == PushRetry.Result.UNKNOWN
            ? StorageException.Kind.OUTCOME_UNKNOWN
            : StorageException.Kind.UNAVAILABLE,
        branch.failureReason().orElse("commits of an outage are not pushed yet"),
        branch.retryAfter(),
        null);
  }

  private Optional<ObjectId> known() throws IOException {
    return remote.orElseThrow().known();
  }

  private PushState pushState() throws IOException {
    if (remote.isEmpty()) {
      return PushState.NO_PUSH;
    }
    boolean pushed = known().equals(local.head().flatMap(BranchState::commit));
    return pushed ? PushState.PUSHED : PushState.PENDING;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
