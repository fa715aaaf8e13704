package org.versionservice.storage.git;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Remembers that the remote does not answer, so that not every change waits to find that out.
 *
 * <p>The time until the next try doubles from one second to a minute, give or take a quarter.
 */
final class Breaker {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Clock clock;
  private final RandomGenerator random;
  private Duration pause = FIRST;
  private Optional<Instant> openUntil = Optional.empty();
  private String reason = "";

  Breaker(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** Tells whether the remote answered when it was last asked. */
  synchronized boolean isClosed() {
    return openUntil.isEmpty();
  }

  /** Tells whether it is time to ask the remote again. */
  synchronized boolean mayTry() {
    return openUntil.isEmpty() || !clock.instant().isBefore(openUntil.get());
  }

  /** Has the remote asked again at once, because somebody has reason to think that it answers. */
  synchronized void allow() {
    openUntil = openUntil.map(until -> clock.instant());
  }

  synchronized void succeeded() {
    openUntil = Optional.empty();
    pause = FIRST;
  }

  /** Opens, for longer if the remote refused than if it was only out of reach. */
  synchronized void failed(RemoteException failure) {
    if (failure.kind() == RemoteException.Kind.REFUSED) {
      pause = LONGEST;
    }
    long millis = (long) (pause.toMillis() * random.nextDouble(0.75, 1.25));
    openUntil = Optional.of(clock.instant().plusMillis(millis));
    reason = String.valueOf(failure.getMessage());
    pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
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
    return openUntil.map(until -> reason);
  }
}
