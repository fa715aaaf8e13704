package org.versionservice.storage.git;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Leaves the remote to other replicas for a while after each push, if there are any.
 *
 * <p>Whoever pushed last is the first to know the newest head, so it would be the fastest again,
 * and the others would send all they have in vain. How long it waits is found out: longer while it
 * makes more changes than the others together, shorter while it makes less than half as many.
 *
 * <p>Nothing depends on it but speed and fairness: who was first is decided by the remote's branch.
 * Used by one thread at a time.
 */
final class Turns {

  private static final Duration RIVALS_REMEMBERED_FOR = Duration.ofSeconds(10);
  private static final double SHORTEST = 0.25;
  private static final double LONGEST = 8;
  private static final double STEP = 1.5;

  private final Clock steady;
  private final RandomGenerator random;
  private Instant rivalsUntil = Instant.MIN;
  private Duration push = Duration.ZERO;
  private double patience = 1;
  private long othersMade;

  Turns(Clock steady, RandomGenerator random) {
    this.steady = steady;
    this.random = random;
  }

  /** Notes changes of other replicas. */
  void othersMade(int changes) {
    if (changes > 0) {
      othersMade += changes;
      rivalsUntil = steady.instant().plus(RIVALS_REMEMBERED_FOR);
    }
  }

  /** Notes changes that were pushed, and how long it took to make them. */
  void made(int changes, Duration took) {
    push = took;
    if (hasRivals() && othersMade < changes) {
      patience = Math.min(LONGEST, patience * STEP);
    } else if (othersMade > 2L * changes) {
      patience = Math.max(SHORTEST, patience / STEP);
    }
    othersMade = 0;
  }

  /** Tells whether another replica made a change lately. */
  boolean hasRivals() {
    return steady.instant().isBefore(rivalsUntil);
  }

  /** How long to leave the remote to the others. */
  Duration pause() {
    return hasRivals()
        ? Duration.ofNanos((long) (push.toNanos() * patience * random.nextDouble(0.5, 1.5)))
        : Duration.ZERO;
  }
}
