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
 * Stops requests to a remote for a while after a failure, so that not every change waits for a
 * timeout. Thread-safe.
 *
 * <p>The pause doubles from 1 to 15 s with each failure, and varies by up to a quarter. After a
 * refusal it is between half a minute and five minutes. A {@code Retry-After} of the remote is a
 * lower bound, at most one hour.
 */
final class CircuitBreaker {

  private static final Duration MIN_PAUSE = Duration.ofSeconds(1);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(15);
  private static final Duration MIN_PAUSE_REFUSED = Duration.ofSeconds(30);
  private static final Duration MAX_PAUSE_REFUSED = Duration.ofMinutes(5);

  private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

  /** The failures of two pushes, each sent twice. */
  private static final int MAX_FORGIVEN = 4;

  private final Clock clock;
  private final Backoff backoff;
  private Duration pause = MIN_PAUSE;
  private int failures;
  private Instant failedAt = Instant.MIN;
  private Instant pausedUntil = Instant.MIN;
  private Optional<Instant> openUntil = Optional.empty();
  private Optional<RemoteException> failure = Optional.empty();

  CircuitBreaker(Clock clock, RandomGenerator random) {
    this.clock = clock;
    backoff = new Backoff(random);
  }

  synchronized boolean isClosed() {
    return openUntil.isEmpty();
  }

  synchronized boolean allowsRequest() {
    return openUntil.filter(until -> clock.instant().isBefore(until)).isEmpty();
  }

  /**
   * Returns whether an urgent request may be sent: also in a pause, except after a refusal or a
   * {@code Retry-After}.
   */
  synchronized boolean allowsUrgentRequest() {
    return allowsRequest()
        || failure.filter(last -> last.isOutage() && last.retryAfter().isEmpty()).isPresent();
  }

  synchronized Duration sinceFailure() {
    return failedAt.equals(Instant.MIN) ? MAX_PAUSE : Duration.between(failedAt, clock.instant());
  }

  /** Ends the pause, because there is reason to think that the remote answers. */
  synchronized void allow() {
    openUntil = openUntil.map(until -> clock.instant());
  }

  synchronized void succeeded() {
    openUntil = Optional.empty();
    failure = Optional.empty();
    pause = MIN_PAUSE;
    failures = 0;
  }

  /**
   * Closes because the remote answered a request of another kind, so this kind may only have failed
   * during an outage. It stays open after a refusal and after too many failures.
   */
  synchronized void forgive() {
    if (allowsRequest() || (failures <= MAX_FORGIVEN && allowsUrgentRequest())) {
      openUntil = Optional.empty();
    }
  }

  /**
   * Opens. The pause doubles only for a request that was sent after the previous pause: one that
   * was under way, or urgent, proves nothing new.
   */
  synchronized void failed(RemoteException cause) {
    boolean refused = cause.kind() == RemoteException.Kind.REFUSED;
    if (failures > 0 && !clock.instant().isBefore(pausedUntil)) {
      pause = Backoff.doubled(pause, refused ? MAX_PAUSE_REFUSED : MAX_PAUSE);
    }
    if (refused && pause.compareTo(MIN_PAUSE_REFUSED) < 0) {
      pause = MIN_PAUSE_REFUSED;
    }
    Duration retryAfter = cause.retryAfter().orElse(Duration.ZERO);
    Duration asked = Collections.min(List.of(retryAfter, MAX_RETRY_AFTER));
    failedAt = clock.instant();
    pausedUntil = failedAt.plus(Collections.max(List.of(backoff.varied(pause), asked)));
    openUntil = Optional.of(pausedUntil);
    failure = Optional.of(cause);
    failures++;
  }

  /** Returns the time until the next request, at least one second. */
  synchronized Duration remaining() {
    return openUntil
        .map(until -> Duration.between(clock.instant(), until))
        .filter(left -> left.compareTo(MIN_PAUSE) > 0)
        .orElse(MIN_PAUSE);
  }

  /** Returns why the last request failed; empty while closed. */
  synchronized Optional<String> reason() {
    return isClosed() ? Optional.empty() : lastReason();
  }

  /** Returns why the last request failed; empty after a success. */
  synchronized Optional<String> lastReason() {
    return failure.map(last -> String.valueOf(last.getMessage()));
  }
}
