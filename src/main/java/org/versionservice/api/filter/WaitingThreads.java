package org.versionservice.api.filter;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds how many of the server's threads wait for clients at the same time, so that clients that
 * send or read nothing leave threads to all others.
 *
 * <p>For no caller more threads wait than are left for all others: one alone gets half of them, a
 * second one a quarter, and so on.
 */
public final class WaitingThreads {

  /** Thrown where one more thread would wait. */
  static final class TooManyException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyException() {
      super("too many clients are waited for");
    }
  }

  /** Reads or writes, and may wait for the client. */
  @FunctionalInterface
  interface Transfer<T> {
    T run() throws IOException;
  }

  /** Of the 200 threads that the server has for requests. */
  static final int MOST = 64;

  /** How long to wait for another one's end: short, because a thread waits meanwhile. */
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Integer> waiting = new HashMap<>();
  private int free = MOST;

  /**
   * Runs something that may wait for a client.
   *
   * @param caller whom it counts for
   * @throws TooManyException if enough threads wait already, in all or for this caller
   */
  <T> T run(String caller, Transfer<T> transfer) throws IOException {
    if (!enter(caller)) {
      throw new TooManyException();
    }
    try {
      return transfer.run();
    } finally {
      leave(caller);
    }
  }

  private boolean enter(String caller) {
    lock.lock();
    try {
      long left = PATIENCE.toNanos();
      while (waiting.getOrDefault(caller, 0) >= free) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      free--;
      waiting.merge(caller, 1, Integer::sum);
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void leave(String caller) {
    lock.lock();
    try {
      free++;
      waiting.computeIfPresent(caller, (key, number) -> number > 1 ? number - 1 : null);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
