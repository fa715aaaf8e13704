package org.versionservice.replicas;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.BackgroundTask;

/** A thread that repeats work with pauses, and survives every failure. */
final class RepeatingThread {

  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  private final BackgroundTask task;
  private final Supplier<Duration> work;
  private Duration pause = Duration.ZERO;
  private volatile boolean stopped;
  private volatile @Nullable Thread thread;

  /**
   * @param task records each round
   * @param work one round; returns the time until the next one
   */
  RepeatingThread(BackgroundTask task, Supplier<Duration> work) {
    this.task = task;
    this.work = work;
  }

  void start(ThreadFactory threads) {
    Thread started = threads.newThread(this::run);
    thread = started;
    started.start();
  }

  /** Stops after the current round; does not wait. */
  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!stopped) {
      boolean done = task.run(() -> pause = work.get());
      LockSupport.parkNanos(this, (done ? pause : AFTER_FAILURE).toNanos());
    }
  }
}
