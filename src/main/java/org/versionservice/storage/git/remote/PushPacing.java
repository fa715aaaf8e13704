package org.versionservice.storage.git.remote;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps a least time between two pushes, from the end of one, whatever its result, to the beginning
 * of the next. Without such an interval it does nothing. Thread-safe.
 */
public final class PushPacing {

  private final Duration interval;
  private final Clock steady;
  private final CountDownLatch lifted = new CountDownLatch(1);
  private final AtomicLong waitedNanos = new AtomicLong();
  private volatile Instant next = Instant.MIN;

  /**
   * @param interval zero if pushes need not wait
   */
  public PushPacing(Duration interval, Clock steady) {
    this.interval = interval;
    this.steady = steady;
  }

  public boolean hasInterval() {
    return !interval.isZero();
  }

  /** Returns whether a push may be sent now. */
  public boolean isDue() {
    return !hasInterval() || lifted.getCount() == 0 || !steady.instant().isBefore(next);
  }

  /**
   * Waits until a push may be sent.
   *
   * @return whether it may; at once false if it may be sent only after the deadline
   */
  public boolean await(Instant deadline) {
    while (!isDue()) {
      Instant until = next;
      if (until.isAfter(deadline)) {
        return false;
      }
      Instant start = steady.instant();
      try {
        boolean unused =
            lifted.await(Duration.between(start, until).toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return false;
      } finally {
        waitedNanos.addAndGet(Duration.between(start, steady.instant()).toNanos());
      }
    }
    return true;
  }

  /** Returns how long {@link #await} took so far, of all calls. */
  public Duration waited() {
    return Duration.ofNanos(waitedNanos.get());
  }

  /** Records the end of a push. */
  void sent() {
    if (hasInterval()) {
      next = steady.instant().plus(interval);
    }
  }

  /** Lets all further pushes go at once, also those that wait: the process ends. */
  public void lift() {
    lifted.countDown();
  }
}
