package org.versionservice.storage.git.commit;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.Durability;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.remote.PushRetry;
import org.versionservice.storage.git.remote.Remote;
import org.versionservice.storage.git.remote.RemoteBranch;
import org.versionservice.storage.git.repository.BranchState;

/**
 * Stores the commits of a batch, pushes them and acknowledges them, in the order that the
 * durability demands. Used by one thread at a time.
 */
record BatchPublisher(
    LocalBranch local,
    Optional<RemoteBranch> remote,
    Optional<PushRetry> pushes,
    CatchUp catchUp,
    Durability durability,
    Clock steady) {

  /**
   * Publishes a draft.
   *
   * @param base what it is built on
   * @param online whether it is to be pushed
   * @return whether it is acknowledged; false if another replica was faster
   */
  boolean publish(BranchState base, CommitBatch draft, boolean online, PendingBatch batch)
      throws IOException {
    Optional<ObjectId> target = draft.head().commit();
    Optional<ObjectId> at = base.commit();
    Instant start = steady.instant();
    local.store(base, draft);
    batch.addStored(start);
    PushRetry.Result result = PushRetry.Result.UNDELIVERED;
    try {
      if (online && known().equals(base.commit())) {
        if (isKeptAnyway() && !local.move(at, target)) {
          return false;
        }
        at = isKeptAnyway() ? target : at;
        result = PushRetry.Result.UNKNOWN;
        result = push(draft, batch);
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
    String message = "the repository on disk cannot be written";
    return result == PushRetry.Result.UNDELIVERED && local.isAt(base)
        ? StorageException.unavailable(message, failed)
        : StorageException.outcomeUnknown(message, failed);
  }

  private PushRetry.Result push(CommitBatch draft, PendingBatch batch) throws IOException {
    Remote.Push push = draft.push().orElseThrow();
    boolean settle = durability == Durability.REMOTE;
    Instant start = steady.instant();
    try {
      PushRetry.Result result = pushes.orElseThrow().send(push, settle, batch.deadline());
      return result == PushRetry.Result.TOO_LARGE ? pushInSlices(push, batch) : result;
    } finally {
      batch.addPushed(start);
    }
  }

  /** Once a slice has landed, some of the changes are made. */
  private PushRetry.Result pushInSlices(Remote.Push push, PendingBatch batch) throws IOException {
    PushRetry.Result result = catchUp.pushTo(push.target(), batch.deadline());
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
}
