package org.versionservice.storage.git.commit;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.Backoff;
import org.versionservice.storage.Durability;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.WriteTimes;
import org.versionservice.storage.git.remote.PushRetry;
import org.versionservice.storage.git.remote.RemoteBranch;
import org.versionservice.storage.git.remote.RemoteException;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.version.Change;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.Outcome;

/**
 * Makes a batch of changes: one commit each, forced to disk together, pushed together. Used by one
 * thread at a time.
 *
 * <p>The batch is built on the newest head that is known and pushed with that head as expectation.
 * If the remote's branch is elsewhere, what is new there is fetched and the changes, not their
 * results, are applied to it.
 */
public final class BatchWriter {

  private final LocalBranch local;
  private final Optional<RemoteBranch> remote;
  private final CatchUp catchUp;
  private final Reconciler reconciler;
  private final BatchPublisher publisher;
  private final RemoteCheckCounter checks;
  private final Duration timeout;
  private final Backoff backoff;
  private final Clock clock;
  private final Clock steady;
  private volatile Consumer<WriteTimes> written = times -> {};

  public BatchWriter(
      LocalBranch local,
      Optional<RemoteBranch> remote,
      Optional<PushRetry> pushes,
      CatchUp catchUp,
      Reconciler reconciler,
      RemoteCheckCounter checks,
      Durability durability,
      Duration timeout,
      Backoff backoff,
      Clock clock,
      Clock steady) {
    this.local = local;
    this.remote = remote;
    this.catchUp = catchUp;
    this.reconciler = reconciler;
    this.publisher = new BatchPublisher(local, remote, pushes, catchUp, durability, steady);
    this.checks = checks;
    this.timeout = timeout;
    this.backoff = backoff;
    this.clock = clock;
    this.steady = steady;
  }

  /** Registers a listener for the times of each batch, also of one that failed. */
  public void onWrite(Consumer<WriteTimes> listener) {
    written = listener;
  }

  /**
   * Makes the changes, in their order.
   *
   * @return a receipt for each, in the same order
   * @throws StorageException if none of them was made, or nobody knows
   */
  public List<Receipt> write(List<Change> changes) throws IOException {
    long comparison = checks.begin();
    PendingBatch batch = new PendingBatch(changes, steady, timeout);
    try {
      List<Receipt> receipts = write(batch);
      if (receipts.stream().anyMatch(BatchWriter::isOnTheRemote)) {
        checks.end(comparison);
      }
      return receipts;
    } catch (StorageException | IOException failure) {
      if (batch.mayHaveLanded()) {
        throw StorageException.outcomeUnknown("it is not known what became of the change", failure);
      }
      throw failure;
    } finally {
      written.accept(batch.times());
    }
  }

  /** What was built on a state and pushed tells that the remote had just that state. */
  private static boolean isOnTheRemote(Receipt receipt) {
    return receipt.outcome() instanceof Outcome.Applied && receipt.pushState() == PushState.PUSHED;
  }

  private List<Receipt> write(PendingBatch batch) throws IOException {
    boolean online = catchUp.prepare(batch.landed());
    for (int tries = 1; ; tries++) {
      PushRetry.Result before = online ? pushBacklog(batch) : PushRetry.Result.UNDELIVERED;
      if (before != PushRetry.Result.OVERTAKEN) {
        online = before == PushRetry.Result.LANDED;
        Optional<List<Receipt>> made = attempt(batch, online);
        if (made.isPresent()) {
          return made.get();
        }
      }
      List<CommittedTransition> steps = catchUp.follow();
      batch.landed().add(steps);
      head();
      if (batch.isOverdue()) {
        throw StorageException.unavailable("other replicas were faster until the deadline", null);
      }
      if (steps.isEmpty()) {
        backoff.pause(tries, Duration.ZERO);
      }
    }
  }

  /** What is decided while the remote has more, or lacks what it is built on, may be wrong. */
  private PushRetry.Result pushBacklog(PendingBatch batch) throws IOException {
    return catchUp.isInStep() ? PushRetry.Result.LANDED : catchUp.pushBacklog(batch.deadline());
  }

  /**
   * Makes the changes on the newest state that is known.
   *
   * @param online whether they are to be pushed
   * @return the receipts; empty if another replica was faster
   */
  private Optional<List<Receipt>> attempt(PendingBatch batch, boolean online) throws IOException {
    Instant start = steady.instant();
    BranchState base = head();
    AppliedBatch attempt =
        AppliedBatch.of(local.draft(base, clock.instant()), batch.changes(), batch.landed());
    boolean done =
        attempt.isEmpty()
            ? isCurrent(base, attempt, online)
            : publisher.publish(base, attempt.draft(), online, batch);
    catchUp.pushed(Duration.between(start, steady.instant()));
    if (!done && !attempt.isEmpty()) {
      batch.landed().expect();
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
    return local.loaded();
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

  private Optional<ObjectId> known() throws IOException {
    return remote.orElseThrow().known();
  }

  private PushState pushState() throws IOException {
    if (remote.isEmpty()) {
      return PushState.NO_PUSH;
    }
    boolean pushed = known().equals(local.commit());
    return pushed ? PushState.PUSHED : PushState.PENDING;
  }
}
