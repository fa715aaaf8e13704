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

/** Stores a batch, pushes it and acknowledges it, in the order that the durability demands. */
public record BatchPublisher(
    LocalBranch local,
    Optional<RemoteBranch> remote,
    Optional<PushRetry> pushes,
    CatchUp catchUp,
    Durability durability,
    Clock steady) {

  /**
   * Publishes a draft.
   *
   * @param base the head that it is built on
   * @param online whether to push it
   * @return whether it is acknowledged; false if another replica was faster
   * @throws StorageException if it is not acknowledged, or its outcome is unknown
   */
  boolean publish(BranchState base, CommitBatch draft, boolean online, PendingBatch batch)
      throws IOException {
    Optional<ObjectId> target = draft.head().commit();
    Optional<ObjectId> at = base.commit();
    Instant start = steady.instant();
    local.store(draft);
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
   * Returns whether a change is kept whatever the result of its push. The branch is moved before
   * such a push. Otherwise, if this process died and the push arrived late, the branch would take
   * its own commits for those of another replica.
   */
  private boolean isKeptAnyway() {
    return durability == Durability.REMOTE_PREFERRED;
  }

  /** A stored commit may count as acknowledged at the next start, unless the branch stayed. */
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

  /** After the first slice landed, some of the changes are made. */
  private PushRetry.Result pushInSlices(Remote.Push push, PendingBatch batch) throws IOException {
    PushRetry.Result result = catchUp.push(push.target(), batch);
    boolean partly = result == PushRetry.Result.UNDELIVERED && !known().equals(push.expected());
    return partly ? PushRetry.Result.UNKNOWN : result;
  }

  private StorageException undelivered(PushRetry.Result result) {
    RemoteBranch branch = remote.orElseThrow();
    return new StorageException(
        result == PushRetry.Result.UNKNOWN
            ? StorageException.Kind.OUTCOME_UNKNOWN
            : StorageException.Kind.UNAVAILABLE,
        branch.failureReason().orElse("the push has to wait for earlier ones"),
        branch.retryAfter(),
        null);
  }

  private Optional<ObjectId> known() throws IOException {
    return remote.orElseThrow().known();
  }
}
