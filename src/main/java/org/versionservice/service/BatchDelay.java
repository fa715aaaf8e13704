package org.versionservice.service;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Waits a moment before a batch, so that the callers of the last one can join it: many send their
 * next change as soon as they have the answer, and two batches cost more than one.
 *
 * <p>The wait ends when as many changes wait as the last batch had, at the latest after a quarter
 * of the time that it took, and after 50 ms. After a wait in vain, fewer are waited for. Used by
 * one thread at a time.
 */
final class BatchDelay {

  private static final int SHARE = 4;
  private static final Duration LONGEST = Duration.ofMillis(50);
  private static final int POLLS = 16;

  /** A shorter pause of a thread would last longer than asked for. */
  private static final Duration SHORTEST_PAUSE = Duration.ofNanos(50_000);

  private int size;
  private Duration pause = Duration.ZERO;

  /** Notes the size of a batch, and how long it took. */
  void note(int changes, Duration time) {
    size = changes;
    Duration longest = time.dividedBy(SHARE);
    pause = (longest.compareTo(LONGEST) < 0 ? longest : LONGEST).dividedBy(POLLS);
  }

  /**
   * Waits for the changes of the next batch.
   *
   * @param waiting returns the number of changes that wait
   */
  void await(IntSupplier waiting) {
    if (pause.compareTo(SHORTEST_PAUSE) < 0) {
      return;
    }
    for (int poll = 0; poll < POLLS && waiting.getAsInt() < size; poll++) {
      LockSupport.parkNanos(this, pause.toNanos());
    }
  }
}
