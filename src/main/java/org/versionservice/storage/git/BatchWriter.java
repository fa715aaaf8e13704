package org.versionservice.storage.git;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.WriteTimes;
import org.versionservice.storage.git.GitSettings.Durability;
import org.versionservice.version.Change;
import org.versionservice.version.Issued;

/**
 * Makes a batch of changes: one commit each, forced to disk together, pushed together. Used by one
 * thread at a time.
 *
 * <p>The batch is built on the newest head that is known and pushed with that head as expectation.
 * If the remote's branch is elsewhere, what is new there is fetched and the changes, not their
 * results, are applied to it.
 */
final class BatchWriter {

  private static final System.Logger LOG = System.getLogger(BatchWriter.class.getName());

  /** How often, at least, a batch can wait for others to pause until its deadline. */
  private static final int WAITS = 6;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final LocalBranch local;
  private final Optional<RemoteBranch> remote;
  private final Synchroniser synchroniser;
  private final GitSettings settings;
  private final Backoff backoff;
  private final Turns turns;
  private final Clock clock;
  private final Clock steady;
  private WriteTimes times = WriteTimes.NONE;

  BatchWriter(
      LocalBranch local,
      Optional<RemoteBranch> remote,
      Synchroniser synchroniser,
      GitSettings settings,
      Backoff backoff,
      Turns turns,
      Clock clock,
      Clock steady) {
    this.local = local;
    this.remote = remote;
    this.synchroniser = synchroniser;
    this.settings = settings;
    this.backoff = backoff;
    this.turns = turns;
    this.clock = clock;
    this.steady = steady;
  }

  /**
   * Lets other replicas push and takes over what they pushed, if it is time for that. What goes
   * wrong with the network, the next batch will find out.
   */
  void awaitTurn() throws IOException {
    if (isRemoteUsed() && mayTry() && turns.isOver()) {
      LockSupport.parkNanos(turns.giveUp().toNanos());
      try {
        turns.begin(!fetchUntilQuiet().isEmpty());
      } catch (RemoteException outOfReach) {
        LOG.log(DEBUG, "the remote does not answer", outOfReach);
      }
    }
  }

  /** Takes over what others push until they pause, for a bounded time. */
  private List<Issued> fetchUntilQuiet() throws RemoteException, IOException {
    Instant deadline = steady.instant().plus(settings.timeout().dividedBy(WAITS));
    List<Issued> all = new ArrayList<>();
    while (true) {
      remote.orElseThrow().fetch();
      List<Issued> steps = synchroniser.integrate();
      all.addAll(steps);
      if (!steps.isEmpty()) {
        turns.sawRivals();
      }
      if (steps.isEmpty() || steady.instant().isAfter(deadline)) {
        return all;
      }
      LockSupport.parkNanos(turns.look().toNanos());
    }
  }

  /**
   * Makes the changes, in their order.
   *
   * @return a receipt for each, in the same order
   * @throws StorageException if none of them was made, or nobody knows
   */
  List<Receipt> write(List<Change> changes) throws IOException {
    times = WriteTimes.NONE;
    Attempt.Landed landed = new Attempt.Landed();
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
  WriteTimes times() {
    return times;
  }

  private List<Receipt> write(List<Change> changes, Attempt.Landed landed) throws IOException {
    Instant deadline = steady.instant().plus(settings.timeout());
    while (true) {
      Instant start = steady.instant();
      Head base = head();
      Attempt attempt = new Attempt(local.draft(base, now()), changes, landed);
      if (attempt.isEmpty() ? isCurrent(base, attempt) : publish(base, attempt, deadline)) {
        turns.pushed(Duration.between(start, steady.instant()));
        return attempt.receipts(isPushed());
      }
      turns.pushed(Duration.between(start, steady.instant()));
      if (!attempt.isEmpty()) {
        landed.expect();
      }
      landed.add(follow());
      if (steady.instant().isAfter(deadline)) {
        throw StorageException.unavailable("other replicas were faster until the deadline", null);
      }
    }
  }

  private Head head() {
    synchroniser
        .defect()
        .ifPresent(
            problem -> {
              throw StorageException.unavailable(problem, null);
            });
    return local
        .head()
        .orElseThrow(() -> StorageException.unavailable("the registry is not loaded yet", null));
  }

  /** Tells whether a refusal was decided on the newest state; another replica may know more. */
  private boolean isCurrent(Head base, Attempt attempt) throws IOException {
    if (!attempt.hasRefusals() || !isRemoteUsed() || !remote.orElseThrow().answers()) {
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
  private boolean publish(Head base, Attempt attempt, Instant deadline) throws IOException {
    Draft draft = attempt.draft();
    Optional<ObjectId> target = draft.head().commit();
    Optional<ObjectId> at = base.commit();
    Instant start = steady.instant();
    local.store(base, draft);
    times = times.plusStored(Duration.between(start, steady.instant()));
    Delivery.Result result = Delivery.Result.UNDELIVERED;
    try {
      if (isDeliverable(base)) {
        if (isKeptAnyway() && !local.move(at, target)) {
          return false;
        }
        at = isKeptAnyway() ? target : at;
        result = Delivery.Result.UNKNOWN;
        result = deliver(base, draft, deadline);
      }
      if (result == Delivery.Result.OVERTAKEN) {
        local.move(at, base.commit());
        return false;
      }
      if (result != Delivery.Result.LANDED && settings.durability() == Durability.REMOTE) {
        throw undelivered(result);
      }
      return local.acknowledge(at, draft);
    } catch (IOException failed) {
      throw halfDone(base, result, failed);
    }
  }

  /**
   * Tells whether a change is made here whatever becomes of its push. The branch is moved before
   * such a push is sent: otherwise, if this process died and the push arrived late, the branch
   * would meet its own commits as if they were another replica's.
   */
  private boolean isKeptAnyway() {
    return settings.durability() == Durability.REMOTE_PREFERRED;
  }

  /** What can be said of a change whose commit is stored, while the reference could not be. */
  private StorageException halfDone(Head base, Delivery.Result result, IOException failed)
      throws IOException {
    boolean nothingDone = result == Delivery.Result.UNDELIVERED && local.isAt(base);
    return new StorageException(
        nothingDone ? StorageException.Kind.UNAVAILABLE : StorageException.Kind.OUTCOME_UNKNOWN,
        "the repository on disk cannot be written",
        RETRY_AFTER,
        failed);
  }

  private boolean isDeliverable(Head base) throws IOException {
    return isRemoteUsed() && mayTry() && known().equals(base.commit());
  }

  private Delivery.Result deliver(Head base, Draft draft, Instant deadline) throws IOException {
    Remote.Push push =
        new Remote.Push(base.commit(), draft.head().commit().orElseThrow(), draft.objects());
    boolean settle = settings.durability() == Durability.REMOTE;
    Instant start = steady.instant();
    try {
      return new Delivery(remote.orElseThrow(), backoff, steady).send(push, settle, deadline);
    } finally {
      times = times.plusPushed(Duration.between(start, steady.instant()));
    }
  }

  private StorageException undelivered(Delivery.Result result) {
    RemoteBranch branch = remote.orElseThrow();
    return new StorageException(
        result == Delivery.Result.UNKNOWN
            ? StorageException.Kind.OUTCOME_UNKNOWN
            : StorageException.Kind.UNAVAILABLE,
        branch.trouble().orElse("commits of an outage are not pushed yet"),
        branch.retryAfter(),
        null);
  }

  /**
   * Takes over what made this batch come too late.
   *
   * @throws StorageException if it cannot be read
   */
  private List<Issued> follow() throws IOException {
    try {
      return isRemoteUsed() ? fetchUntilQuiet() : synchroniser.integrate();
    } catch (RemoteException failure) {
      throw new StorageException(
          StorageException.Kind.UNAVAILABLE,
          String.valueOf(failure.getMessage()),
          remote.orElseThrow().retryAfter(),
          failure);
    }
  }

  private boolean isRemoteUsed() {
    return remote.isPresent() && settings.durability() != Durability.LOCAL;
  }

  /** Without the remote nothing can be answered in one mode, and everything in the other. */
  private boolean mayTry() {
    RemoteBranch branch = remote.orElseThrow();
    return settings.durability() == Durability.REMOTE ? branch.mayTry() : branch.answers();
  }

  private Optional<ObjectId> known() throws IOException {
    return remote.orElseThrow().known();
  }

  private Optional<Boolean> isPushed() throws IOException {
    return remote.isEmpty()
        ? Optional.empty()
        : Optional.of(known().equals(local.head().flatMap(Head::commit)));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
