package org.versionservice.service;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.BackgroundTask;

/**
 * The thread that writes the changes of a queue. It is not of a pool, because a full pool would
 * delay changes, and it survives every failure.
 */
public final class WriterThread {

  static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private static final Duration AFTER_FAILURE = Duration.ofMillis(100);

  private final ChangeQueue queue;
  private final Runnable writer;
  private final BackgroundTask task;
  private volatile boolean stopped;
  private volatile @Nullable Thread thread;

  /**
   * @param writer calls {@link ChangeQueue#writeWaiting}
   * @param task records each round
   */
  public WriterThread(ChangeQueue queue, Runnable writer, BackgroundTask task) {
    this.queue = queue;
    this.writer = writer;
    this.task = task;
  }

  public void start(ThreadFactory threads) {
    Thread started = threads.newThread(this::run);
    thread = started;
    started.start();
  }

  /** Stops the thread after its batch, and waits for that. */
  public void stop(Duration longest) throws InterruptedException {
    stopped = true;
    Thread running = thread;
    if (running != null) {
      LockSupport.unpark(running);
      running.join(Math.max(1, longest.toMillis()));
    }
  }

  private void run() {
    while (!stopped) {
      if (!task.run(this::writeNext)) {
        queue.failOverdue();
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(AFTER_FAILURE.toMillis()));
      }
    }
  }

  private void writeNext() {
    // If it stayed set, an interrupt would end each pause at once and close files during writes.
    Thread.interrupted();
    if (queue.awaitChange(LONGEST_PAUSE)) {
      writer.run();
    }
  }
}
