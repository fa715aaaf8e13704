package org.versionservice.storage.git.remote;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Pauses between tries: the longest one doubles each time, and chance decides how much of it is
 * waited, so that those who collided do not collide again.
 */
public final class Backoff {

  private static final Duration FIRST = Duration.ofMillis(10);
  private static final int MOST_DOUBLINGS = 7;

  private final RandomGenerator random;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Waits.
   *
   * @param tries how many failed so far, at least 1
   */
  public void pause(int tries) {
    pause(tries, Duration.ZERO);
  }

  /**
   * Waits.
   *
   * @param least how long at least
   */
  public void pause(int tries, Duration least) {
    long longest = FIRST.toNanos() << Math.min(tries - 1, MOST_DOUBLINGS);
    LockSupport.parkNanos(least.toNanos() + random.nextLong(longest) + 1);
  }
}
