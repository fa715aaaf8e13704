package org.versionservice.storage.git.remote;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.versionservice.storage.Backoff;

/**
 * Remembers that the remote does not do something, so that not every change waits to find that out.
 *
 * <p>The time until the next try doubles from one second to a minute, give or take a quarter. A
 * remote that refuses is asked after half a minute, and after five at most; one that says for how
 * long it wants to be left alone is not asked earlier.
 */
final class CircuitBreaker {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration FIRST_REFUSED = Duration.ofSeconds(30);
  private static final Duration LONGEST_REFUSED = Duration.ofMinutes(5);

  /** No remote can ask for more. */
  private static final Duration LONGEST_ASKED_FOR = Duration.ofHours(1);

  /** How many failures in a row {@link #forgive} forgives: two pushes, each sent twice. */
  private static final int FORGIVEN = 4;

  private final Clock clock;
  private final Backoff backoff;
  private Duration pause = FIRST;
  private int failures;
  private Instant failedAt = Instant.MIN;
  private Instant pausedUntil = Instant.MIN;
  private Optional<Instant> openUntil = Optional.empty();
  private Optional<RemoteException> failure = Optional.empty();

  CircuitBreaker(Clock clock, RandomGenerator random) {
    this.clock = clock;
    backoff = new Backoff(random);
  }

  /** Returns whether the remote answered when it was last asked. */
  synchronized boolean isClosed() {
    return openUntil.isEmpty();
  }

  /** Returns whether it is time to ask the remote again. */
  synchronized boolean allowsRequest() {
    return openUntil.isEmpty() || isOver();
  }

  /**
   * Returns whether a caller for whom much depends on it may ask the remote before its time: not
   * one that refused, or that said when to come back.
   */
  synchronized boolean mayInsist() {
    return allowsRequest()
        || failure.filter(last -> last.isSilence() && last.retryAfter().isEmpty()).isPresent();
  }

  /** How long ago the last call ended that failed. */
  synchronized Duration sinceFailure() {
    return failedAt.equals(Instant.MIN) ? LONGEST : Duration.between(failedAt, clock.instant());
  }

  /** Has the remote asked again at once, because somebody has reason to think that it answers. */
  synchronized void allow() {
    openUntil = openUntil.map(until -> clock.instant());
  }

  synchronized void succeeded() {
    openUntil = Optional.empty();
    failure = Optional.empty();
    pause = FIRST;
    failures = 0;
  }

  /**
   * Closes, because the remote answered a call of another kind: this kind failed while the remote
   * was out of reach. Not so where it was refused or keeps failing.
   */
  synchronized void forgive() {
    if (allowsRequest() || (failures <= FORGIVEN && mayInsist())) {
      openUntil = Optional.empty();
    }
  }

  /**
   * Opens, for longer if the remote refused than if it was only out of reach. The pause grows with
   * each failure after a pause; calls that were under way, or insist, tell nothing new.
   */
  synchronized void failed(RemoteException cause) {
    boolean refused = cause.kind() == RemoteException.Kind.REFUSED;
    if (failures > 0 && !clock.instant().isBefore(pausedUntil)) {
      pause = Backoff.doubled(pause, refused ? LONGEST_REFUSED : LONGEST);
    }
    if (refused && pause.compareTo(FIRST_REFUSED) < 0) {
      pause = FIRST_REFUSED;
    }
    Duration wish = cause.retryAfter().orElse(Duration.ZERO);
    Duration asked = Collections.min(List.of(wish, LONGEST_ASKED_FOR));
    failedAt = clock.instant();
    pausedUntil = failedAt.plus(Collections.max(List.of(backoff.varied(pause), asked)));
    openUntil = Optional.of(pausedUntil);
    failure = Optional.of(cause);
    failures++;
  }

  /** How long until the next try, at least a second. */
  synchronized Duration remaining() {
    return openUntil
        .map(until -> Duration.between(clock.instant(), until))
        .filter(left -> left.compareTo(FIRST) > 0)
        .orElse(FIRST);
  }

  /** What the remote last failed with; empty if it answers. */
  synchronized Optional<String> reason() {
    return openUntil.flatMap(until -> lastReason());
  }

  /** What the last call failed with; empty if it succeeded, whatever was forgiven since. */
  synchronized Optional<String> lastReason() {
    return failure.map(last -> String.valueOf(last.getMessage()));
  }

  private boolean isOver() {
    return openUntil.filter(until -> !clock.instant().isBefore(until)).isPresent();
  }
}
