package org.versionservice.proof;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.GitStorage;

/** Replaces the container's timers: fetches, retries pushes and merges packs. */
final class ReplicaTimers {

  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Much more often than in production, so that it also happens in short runs. */
  private static final Duration REPACK = Duration.ofSeconds(5);

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicBoolean repacking = new AtomicBoolean();
  private final GitStorage storage;
  private final Runnable synchronise;
  private final Executor workers;

  /**
   * @param synchronise the work under the write lock
   */
  ReplicaTimers(GitStorage storage, Runnable synchronise, Executor workers) {
    this.storage = storage;
    this.synchronise = synchronise;
    this.workers = workers;
  }

  void start(Duration fetchInterval) {
    every(fetchInterval, Duration.ZERO, busy, this::synchroniseIfBehind);
    every(RETRY, RETRY, busy, this::retry);
    every(REPACK, REPACK, repacking, storage::repack);
  }

  void stop() {
    clock.shutdownNow();
  }

  private void retry() {
    if (storage.isOutOfStep()) {
      synchroniseIfBehind();
    }
  }

  private void synchroniseIfBehind() {
    if (storage.isBehind()) {
      synchronise.run();
    }
    storage.pushPendingCommits();
  }

  private void every(Duration interval, Duration first, AtomicBoolean running, Runnable work) {
    ScheduledFuture<?> unused =
        clock.scheduleAtFixedRate(
            () -> workers.execute(() -> once(running, work)),
            first.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static void once(AtomicBoolean running, Runnable work) {
    if (running.compareAndSet(false, true)) {
      try {
        work.run();
      } catch (StorageException failure) {
        System.err.println(failure.getMessage());
      } finally {
        running.set(false);
      }
    }
  }
}
