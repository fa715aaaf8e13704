package org.versionservice.api.filter;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits how many of the server's threads wait for clients at the same time, so that slow clients
 * leave threads for others.
 *
 * <p>A caller gets another thread only while it has fewer than are free: one caller gets at most
 * half of them, a second one a quarter, and so on.
 */
final class WaitingThreads {

  /** Thrown if too many threads wait already. */
  static final class TooManyException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyException() {
      super("too many clients are waited for");
    }
  }

  /** The maximum of waiting threads; the server has 200 threads for requests. */
  static final int MAX_THREADS = 64;

  /** The maximum wait for a free thread; it is short, because it occupies a thread too. */
  private static final Duration MAX_WAIT = Duration.ofMillis(50);

  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Integer> waiting = new HashMap<>();
  private int free = MAX_THREADS;

  /**
   * Lets this thread wait for a client, until {@link #leave}.
   *
   * @param caller the name that the thread is counted by
   * @throws TooManyException if too many threads wait already, in total or for this caller
   */
  void enter(String caller) throws TooManyException {
    if (!tryEnter(caller)) {
      throw new TooManyException();
    }
  }

  private boolean tryEnter(String caller) {
    lock.lock();
    try {
      long left = MAX_WAIT.toNanos();
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

  void leave(String caller) {
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
