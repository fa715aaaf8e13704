package org.versionservice.storage.git.remote;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.Backoff;

/**
 * Repeats a push until its outcome is known.
 *
 * <p>A push can be repeated safely: it moves the branch from one given commit to another given
 * commit, or it does nothing. So the answer to a repetition replaces a lost answer.
 */
public record PushRetry(RemoteBranch remote, Backoff backoff, Clock clock) {

  /** What became of a push. */
  public enum Result {
    /** The remote has the target. */
    LANDED,
    /** The branch is at another commit: this push cannot land any more, but may have landed. */
    OVERTAKEN,
    /** The remote lacks the target, and accepts no request of this size. */
    TOO_LARGE,
    /** The remote lacks the target, and this push will not deliver it. */
    UNDELIVERED,
    /** The push was sent, and the remote cannot be asked. */
    UNKNOWN
  }

  /** A remote may leave the branch where it is because it is only busy. */
  private static final int MAX_REFUSALS = 4;

  private static final int MAX_FAILURES = 2;

  /**
   * Sends a push.
   *
   * @param settle whether to go on until the deadline while the outcome is unknown
   * @param deadline when no further try begins
   * @throws IOException if the commits or the references on disk cannot be read or written
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
      Duration least = Duration.ZERO;
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
        // A push that the network delivers twice is declined the second time, because it landed.
        inDoubt |= declined || failure.kind() == RemoteException.Kind.UNKNOWN;
        boolean retry = failure.isOutage() && failure.retryAfter().isEmpty();
        failures += retry ? 1 : MAX_FAILURES;
        least = failure.retryAfter().orElse(Duration.ZERO);
        if (declined && !failure.isOutage()) {
          return unsuccessful(inDoubt, refusals, reason);
        }
      }
      boolean exhausted = refusals >= MAX_REFUSALS || failures >= MAX_FAILURES;
      if ((exhausted && !(inDoubt && settle)) || clock.instant().plus(least).isAfter(deadline)) {
        return unsuccessful(inDoubt, refusals, reason);
      }
      backoff.pause(tries, least);
    }
  }

  private Result unsuccessful(boolean inDoubt, int refusals, Optional<String> reason) {
    if (refusals >= MAX_REFUSALS) {
      String message = "the remote declines the push" + reason.map(text -> ": " + text).orElse("");
      remote.failed(new RemoteException(RemoteException.Kind.DECLINED, message, null));
    }
    return inDoubt ? Result.UNKNOWN : Result.UNDELIVERED;
  }
}
