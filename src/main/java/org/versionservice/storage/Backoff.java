package org.versionservice.storage;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Exponential backoff: pauses double with each try, and jitter keeps colliding replicas apart. */
public final class Backoff {

  private static final Duration FIRST = Duration.ofMillis(10);
  private static final int MOST_DOUBLINGS = 7;

  private final RandomGenerator random;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** Waits the given time plus a random one that grows with the failed tries, at least 1. */
  public void pause(int tries, Duration least) {
    long longest = FIRST.toNanos() << Math.min(tries - 1, MOST_DOUBLINGS);
    LockSupport.parkNanos(least.toNanos() + random.nextLong(longest) + 1);
  }

  /** Returns a doubled pause, at most the longest one. */
  public static Duration doubled(Duration pause, Duration longest) {
    return Collections.min(List.of(pause.multipliedBy(2), longest));
  }

  /** Returns a pause varied by up to a quarter. */
  public Duration varied(Duration pause) {
    return Duration.ofMillis((long) (pause.toMillis() * random.nextDouble(0.75, 1.25)));
  }
}
