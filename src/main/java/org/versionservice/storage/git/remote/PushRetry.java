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

  /** What the tries of one push have shown so far. */
  private static final class Tries {

    private int count;
    private int refusals;
    private int failures;
    private boolean inDoubt;

    /** Whether the remote answered the last try, and left the branch where it is. */
    private boolean declined;

    private Optional<String> reason = Optional.empty();
    private Duration least = Duration.ZERO;
  }

  /**
   * Sends a push. The pauses between tries, and before the first one, keep to the interval of
   * pushes.
   *
   * @param settle whether to go on until the deadline while the outcome is unknown; without it, no
   *     further try waits for the interval
   * @param deadline when no further try begins
   * @throws IOException if the commits or the references on disk cannot be read or written
   */
  public Result send(Remote.Push push, boolean settle, Instant deadline) throws IOException {
    Tries tries = new Tries();
    while (remote.lockForPush(deadline)) {
      try {
        Optional<Result> result = send(push, tries);
        if (result.isPresent()) {
          return result.get();
        }
        if (isEnough(tries, settle, deadline)) {
          break;
        }
        backoff.pause(tries.count, tries.least);
      } finally {
        remote.exchange().unlock();
      }
    }
    return unsuccessful(tries);
  }

  /** Sends a push once; empty if a further try may have another result. */
  private Optional<Result> send(Remote.Push push, Tries tries) throws IOException {
    tries.count++;
    tries.least = Duration.ZERO;
    tries.declined = false;
    try {
      PushReport report = remote.push(push);
      if (report.moved()) {
        return Optional.of(Result.LANDED);
      }
      tries.reason = report.reason();
      tries.declined = true;
      Optional<ObjectId> there = remote.head();
      if (there.equals(Optional.of(push.target()))) {
        remote.moved(push.target());
        return Optional.of(Result.LANDED);
      }
      if (!there.equals(push.expected())) {
        remote.overtaken();
        return Optional.of(Result.OVERTAKEN);
      }
      tries.refusals++;
      return Optional.empty();
    } catch (RemoteException failure) {
      return failed(failure, tries);
    }
  }

  private Optional<Result> failed(RemoteException failure, Tries tries) {
    if (failure.kind() == RemoteException.Kind.TOO_LARGE && !tries.inDoubt) {
      return Optional.of(Result.TOO_LARGE);
    }
    // A push that the network delivers twice is declined the second time, because it landed.
    tries.inDoubt |= tries.declined || failure.kind() == RemoteException.Kind.UNKNOWN;
    boolean retry = failure.isOutage() && failure.retryAfter().isEmpty();
    tries.failures += retry ? 1 : MAX_FAILURES;
    tries.least = failure.retryAfter().orElse(Duration.ZERO);
    boolean unknowable = tries.declined && !failure.isOutage();
    tries.declined = false;
    return unknowable ? Optional.of(unsuccessful(tries)) : Optional.empty();
  }

  private boolean isEnough(Tries tries, boolean settle, Instant deadline) {
    boolean exhausted =
        tries.refusals >= MAX_REFUSALS
            || tries.failures >= MAX_FAILURES
            || (!settle && !remote.pacing().isDue());
    return (exhausted && !(tries.inDoubt && settle))
        || clock.instant().plus(tries.least).isAfter(deadline);
  }

  /** A remote that declined the last try has declined the push, however many there were. */
  private Result unsuccessful(Tries tries) {
    if (tries.refusals >= MAX_REFUSALS || tries.declined) {
      String message =
          "the remote declines the push" + tries.reason.map(text -> ": " + text).orElse("");
      remote.failed(new RemoteException(RemoteException.Kind.DECLINED, message, null));
    }
    return tries.inDoubt ? Result.UNKNOWN : Result.UNDELIVERED;
  }
}
