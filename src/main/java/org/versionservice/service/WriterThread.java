package org.versionservice.service;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.BackgroundTask;

/**
 * The thread that has the changes of a queue made. It is no other's, so that no pool that is full
 * holds changes up, and it goes on whatever happens.
 */
public final class WriterThread {

  /** How long the thread rests where nobody wakes it. */
  static final Duration LONGEST_REST = Duration.ofSeconds(1);

  private static final Duration AFTER_FAILURE = Duration.ofMillis(100);

  private final ChangeQueue queue;
  private final Runnable writer;
  private final BackgroundTask task;
  private volatile boolean stopped;
  private volatile @Nullable Thread thread;

  /**
   * @param writer calls {@link ChangeQueue#writeWaiting}, under whatever lock it takes
   * @param task notes each round
   */
  public WriterThread(ChangeQueue queue, Runnable writer, BackgroundTask task) {
    this.queue = queue;
    this.writer = writer;
    this.task = task;
  }

  /** Starts the thread. */
  public void start(ThreadFactory threads) {
    Thread started = threads.newThread(this::run);
    thread = started;
    started.start();
  }

  /** Ends the thread once its batch is written, and waits for that. */
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
    // Left set, an interrupt would end each rest at once, and close the files that are written.
    Thread.interrupted();
    if (queue.awaitChange(LONGEST_REST)) {
      writer.run();
    }
  }
}
