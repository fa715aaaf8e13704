package org.versionservice.storage;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Pauses between tries that double each time. Chance decides how much of a pause is waited, so that
 * those who collided do not collide again.
 */
public final class Backoff {

  private static final Duration FIRST = Duration.ofMillis(10);
  private static final int MOST_DOUBLINGS = 7;

  private final RandomGenerator random;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** Waits for at least the time given, and longer the more tries failed: one, or more. */
  public void pause(int tries, Duration least) {
    long longest = FIRST.toNanos() << Math.min(tries - 1, MOST_DOUBLINGS);
    LockSupport.parkNanos(least.toNanos() + random.nextLong(longest) + 1);
  }

  /** Returns twice a pause, at most the longest one. */
  public static Duration doubled(Duration pause, Duration longest) {
    return Collections.min(List.of(pause.multipliedBy(2), longest));
  }

  /** Returns a pause, give or take a quarter. */
  public Duration varied(Duration pause) {
    return Duration.ofMillis((long) (pause.toMillis() * random.nextDouble(0.75, 1.25)));
  }
}
