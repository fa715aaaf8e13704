package org.versionservice.storage.git.remote;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.Backoff;

/**
 * Sends a push until it is known what became of it.
 *
 * <p>The same push may be sent any number of times: the branch moves from one given commit to
 * another given commit, or it does not. So an answer that got lost is asked for by sending again.
 */
public record PushRetry(RemoteBranch remote, Backoff backoff, Clock clock) {

  /** What became of a push. */
  public enum Result {
    /** The remote has it. */
    LANDED,
    /** The branch is elsewhere; the push cannot land any more, but may have landed before. */
    OVERTAKEN,
    /** The remote does not have it, and takes no request of that size. */
    TOO_LARGE,
    /** The remote does not have it and will not get it by this push. */
    UNDELIVERED,
    /** Nobody knows: it was sent, and the remote cannot be asked. */
    UNKNOWN
  }

  /** How often a remote that answers may leave the branch where it is; it may only be busy. */
  private static final int MOST_REFUSALS = 4;

  private static final int MOST_FAILURES = 2;

  /**
   * Sends a push.
   *
   * @param settle whether to go on until the deadline where the outcome is not known
   */
  public Result send(Remote.Push push, boolean settle, Instant deadline) throws IOException {
    remote.exchange().lock();
    try {
      return sendAlone(push, settle, deadline);
    } finally {
      remote.exchange().unlock();
    }
  }

  private Result sendAlone(Remote.Push push, boolean settle, Instant deadline) throws IOException {
    boolean inDoubt = false;
    int refusals = 0;
    int failures = 0;
    Optional<String> reason = Optional.empty();
    for (int tries = 1; ; tries++) {
      Duration wish = Duration.ZERO;
      boolean declined = false;
      try {
        PushReport report = remote.push(push);
        if (report.moved()) {
          return Result.LANDED;
        }
        reason = report.reason();
        declined = true;
        Optional<ObjectId> there = remote.head();
        if (there.equals(Optional.of(push.target()))) {
          remote.moved(push.target());
          return Result.LANDED;
        }
        if (!there.equals(push.expected())) {
          remote.overtaken();
          return Result.OVERTAKEN;
        }
        refusals++;
      } catch (RemoteException failure) {
        if (failure.kind() == RemoteException.Kind.TOO_LARGE && !inDoubt) {
          return Result.TOO_LARGE;
        }
        // What the network brings twice is declined the second time, because it has landed.
        inDoubt |= declined || failure.kind() == RemoteException.Kind.UNKNOWN;
        boolean retry = failure.isSilence() && failure.retryAfter().isEmpty();
        failures += retry ? 1 : MOST_FAILURES;
        wish = failure.retryAfter().orElse(Duration.ZERO);
        if (declined && !failure.isSilence()) {
          return gaveUp(inDoubt, refusals, reason);
        }
      }
      boolean exhausted = refusals >= MOST_REFUSALS || failures >= MOST_FAILURES;
      if ((exhausted && !(inDoubt && settle)) || clock.instant().plus(wish).isAfter(deadline)) {
        return gaveUp(inDoubt, refusals, reason);
      }
      backoff.pause(tries, wish);
    }
  }

  private Result gaveUp(boolean inDoubt, int refusals, Optional<String> reason) {
    if (refusals >= MOST_REFUSALS) {
      String message =
          "the remote declines the push" + reason.map(words -> ": " + words).orElse("");
      remote.failed(new RemoteException(RemoteException.Kind.DECLINED, message, null));
    }
    return inDoubt ? Result.UNKNOWN : Result.UNDELIVERED;
  }
}
