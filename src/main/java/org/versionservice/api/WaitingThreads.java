package org.versionservice.api;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many of the server's threads wait for clients at the same time, so that clients that
 * send or read nothing leave threads to all others.
 */
final class WaitingThreads {

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
  private static final int MOST = 64;

  /** How long to wait for another one's end: short, because a thread waits meanwhile. */
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private final Semaphore free = new Semaphore(MOST);

  /**
   * Runs something that may wait for a client.
   *
   * @throws TooManyException if enough threads wait already
   */
  <T> T run(Transfer<T> transfer) throws IOException {
    if (!isFree()) {
      throw new TooManyException();
    }
    try {
      return transfer.run();
    } finally {
      free.release();
    }
  }

  private boolean isFree() {
    try {
      return free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
