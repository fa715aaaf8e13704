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
 * Makes a batch of changes: one commit each, forced to disk and pushed together. For one thread at
 * a time.
 *
 * <p>The batch is built on the newest known head and pushed with that head as expectation. If the
 * branch of the remote is elsewhere, its new commits are fetched and the same changes, not their
 * results, are applied to them.
 */
public record BatchWriter(
    LocalBranch local,
    Optional<RemoteBranch> remote,
    CatchUp catchUp,
    Reconciler reconciler,
    BatchPublisher publisher,
    RecentChanges recent,
    RemoteCheckCounter checks,
    Duration timeout,
    Backoff backoff,
    Clock clock,
    Clock steady) {

  /** How many times as long as another change a conversion may take. */
  private static final int CONVERSION = 20;

  /**
   * Makes the changes in their order.
   *
   * @param listener gets the times of the batch, also of a failed one
   * @return a receipt for each change, in the same order
   * @throws StorageException if none of them was made, or the outcome is unknown
   */
  public List<Receipt> write(List<Change> changes, Consumer<WriteTimes> listener)
      throws IOException {
    long comparison = checks.begin();
    PendingBatch batch = new PendingBatch(changes, recent, steady, timeout(changes));
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
      listener.accept(batch.times());
    }
  }

  /** A conversion writes all files, which may take longer than any other change. */
  private Duration timeout(List<Change> changes) {
    boolean isLong = changes.stream().anyMatch(Change::isAlone);
    return isLong ? timeout.multipliedBy(CONVERSION) : timeout;
  }

  /** A push that was built on a state and landed proves that the remote had just that state. */
  private static boolean isOnTheRemote(Receipt receipt) {
    return receipt.outcome() instanceof Outcome.Applied && receipt.pushState() == PushState.PUSHED;
  }

  private List<Receipt> write(PendingBatch batch) throws IOException {
    // A replica that is not under load competes with none, and need not wait for its turn.
    boolean rested = catchUp.fairness().isRested();
    boolean online = catchUp.prepare(batch);
    for (int tries = 1; ; tries++) {
      PushRetry.Result before = online ? pushBacklog(batch) : PushRetry.Result.UNDELIVERED;
      if (before != PushRetry.Result.OVERTAKEN) {
        // No draft is made before the wait: it would move the branch on disk.
        online = before == PushRetry.Result.LANDED && catchUp.awaitPush(batch.deadline());
        Optional<List<Receipt>> made = attempt(batch, online);
        if (made.isPresent()) {
          return made.get();
        }
      }
      // The newest commits are fetched after the wait, not before it.
      boolean inTime = !online || catchUp.awaitPush(batch.deadline());
      List<CommittedTransition> steps = catchUp.follow(rested && tries == 1);
      batch.addLanded(steps);
      head();
      if (!inTime || batch.isOverdue()) {
        throw StorageException.unavailable("other replicas were faster until the deadline", null);
      }
      if (steps.isEmpty()) {
        backoff.pause(tries, Duration.ZERO);
      }
    }
  }

  /** A batch must not be decided on a head that the remote lacks, or has already left. */
  private PushRetry.Result pushBacklog(PendingBatch batch) throws IOException {
    return catchUp.isInStep() ? PushRetry.Result.LANDED : catchUp.pushBacklog(batch);
  }

  /** Makes the changes on the newest known state; empty if another replica was faster. */
  private Optional<List<Receipt>> attempt(PendingBatch batch, boolean online) throws IOException {
    Instant start = steady.instant();
    Duration waited = waited();
    BranchState base = head();
    AppliedBatch attempt = AppliedBatch.of(local.draft(base, clock.instant()), batch);
    boolean done =
        attempt.draft().isEmpty()
            ? isCurrent(base, attempt, online)
            : publisher.publish(base, attempt.draft(), online, batch);
    Duration took = Duration.between(start, steady.instant());
    catchUp.fairness().pushed(took.minus(waited().minus(waited)));
    if (!done && !attempt.draft().isEmpty()) {
      batch.setOvertaken();
    }
    return done ? Optional.of(attempt.receipts(pushState())) : Optional.empty();
  }

  /** Returns how long pushes have waited for each other. */
  private Duration waited() {
    return remote.map(branch -> branch.pacing().waited()).orElse(Duration.ZERO);
  }

  private BranchState head() {
    Optional<String> defect = reconciler.defect();
    if (defect.isPresent()) {
      throw StorageException.unavailable(defect.get(), null);
    }
    return local.loaded();
  }

  /** Returns whether refusals were decided on the newest state; another replica may know more. */
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
