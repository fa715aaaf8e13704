package org.versionservice.storage.redis;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.Backoff;
import org.versionservice.storage.OutOfMemory;
import org.versionservice.storage.SteadyClock;
import org.versionservice.storage.StorageException;
import org.versionservice.version.ApplicationId;

/**
 * A cache in Redis that all replicas share and that may fail at any time. One thread writes the
 * entries of this replica and reads those of others.
 *
 * <p>If Redis announces changes by itself, no read waits for it. Otherwise a read asks it first,
 * for at most the configured time. After a timeout no read asks until all entries were written and
 * read again.
 */
public final class RedisCache implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RedisCache.class.getName());
  private static final String LATE = "Redis does not answer in time";
  private static final Duration LAST_WRITES = Duration.ofSeconds(2);

  /** How reads use the cache. */
  private enum Mode {
    /** Not at all. */
    OFF,
    /** Each read asks Redis first. */
    ASKED,
    /** Redis announces changes by itself. */
    TELLING
  }

  private final RedisStorage storage;
  private final RedisSettings settings;
  private final CacheConsumer consumer;
  private final Backoff backoff;
  private final CacheTimings timings;
  private final Clock steady = new SteadyClock();
  private final CacheTaskQueue tasks = new CacheTaskQueue();

  private volatile Mode mode = Mode.OFF;
  private volatile String failureReason = "not asked yet";
  private volatile boolean late;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable Thread worker;
  private boolean warned;

  /**
   * @param storage the connection, which the caller closes
   * @param consumer the user of the cache
   */
  public RedisCache(
      RedisStorage storage,
      RedisSettings settings,
      CacheConsumer consumer,
      RandomGenerator random) {
    this(storage, settings, consumer, random, CacheTimings.USUAL);
  }

  RedisCache(
      RedisStorage storage,
      RedisSettings settings,
      CacheConsumer consumer,
      RandomGenerator random,
      CacheTimings timings) {
    this.storage = storage;
    this.settings = settings;
    this.consumer = consumer;
    backoff = new Backoff(random);
    this.timings = timings;
  }

  /**
   * Starts to use the server, reachable or not.
   *
   * @param threads creates the two threads of the cache
   */
  public void start(ThreadFactory threads) {
    Thread thread = threads.newThread(() -> run(threads));
    worker = thread;
    thread.start();
  }

  /** Queues a write of entries, which must be final; returns at once. */
  public void write(Collection<CachedVersion> versions) {
    versions.forEach(tasks::write);
  }

  /** Queues a write of all entries, done once they are final; returns at once. */
  public void writeEverything() {
    tasks.writeEverything();
  }

  /** Reads an app from Redis, unless Redis announces changes or is not in use. */
  public void refresh(ApplicationId app) {
    refresh(Optional.of(app));
  }

  /** Reads all apps from Redis, unless Redis announces changes or is not in use. */
  public void refreshAll() {
    refresh(Optional.empty());
  }

  /** Returns why the cache is not in use; empty if it is. */
  public Optional<String> failureReason() {
    return mode == Mode.OFF ? Optional.of(failureReason) : Optional.empty();
  }

  /** Returns whether Redis announces changes by itself. */
  public boolean isTelling() {
    return mode == Mode.TELLING;
  }

  /** Stops after the waiting writes, or after 2 s. */
  @Override
  public void close() {
    closing.countDown();
    tasks.wake();
    Thread thread = worker;
    if (thread != null) {
      try {
        thread.join(LAST_WRITES.toMillis());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      thread.interrupt();
    }
  }

  private void refresh(Optional<ApplicationId> app) {
    if (mode != Mode.ASKED) {
      return;
    }
    CompletableFuture<Void> answer = tasks.ask(app);
    if (mode == Mode.OFF) {
      tasks.dismissQuestions();
    }
    try {
      answer.get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException tooLate) {
      late = true;
      failureReason = LATE;
      mode = Mode.OFF;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void run(ThreadFactory threads) {
    Duration pause = timings.firstPause();
    try {
      while (!isClosed()) {
        pause = serveAndRest(threads, pause);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      turnOff("not used any more");
    }
  }

  /**
   * Uses the server until it fails, then pauses; survives every failure.
   *
   * @param pause the last pause
   * @return this pause, without its random part
   */
  private Duration serveAndRest(ThreadFactory threads, Duration pause) throws InterruptedException {
    try {
      boolean useful = serve(threads);
      Duration next =
          useful ? timings.firstPause() : Backoff.doubled(pause, timings.longestPause());
      rest(backoff.varied(next));
      return next;
    } catch (RuntimeException | Error broken) {
      OutOfMemory.endProcessOn(broken);
      LOG.log(ERROR, "the cache met a defect, and begins anew", broken);
      turnOff("the cache met a defect");
      closing.await(timings.longestPause().toNanos(), TimeUnit.NANOSECONDS);
      return pause;
    }
  }

  /**
   * Uses the server until it fails.
   *
   * @return whether the cache was in use
   */
  private boolean serve(ThreadFactory threads) throws InterruptedException {
    Optional<List<CachedVersion>> truth = truth();
    try (CacheSession session =
        new CacheSession(storage, settings, consumer, tasks, timings, steady)) {
      if (truth.isPresent()) {
        session.begin(truth.get(), threads);
        turnOn(session);
        while (true) {
          session.work();
          if (late) {
            throw StorageException.unavailable(LATE, null);
          }
          if (isClosed()) {
            return true;
          }
          tasks.await(timings.tick());
        }
      }
      return true;
    } catch (StorageException failure) {
      boolean useful = mode != Mode.OFF;
      if (!warned) {
        LOG.log(WARNING, "answers come from memory alone: {0}", failure.getMessage());
        warned = true;
      }
      turnOff(String.valueOf(failure.getMessage()));
      return useful;
    }
  }

  /** Waits until all entries are final, and returns them; empty if the cache is closed before. */
  private Optional<List<CachedVersion>> truth() throws InterruptedException {
    while (!isClosed()) {
      tasks.beginAnew();
      Optional<List<CachedVersion>> truth = consumer.truth();
      if (truth.isPresent()) {
        return truth;
      }
      failureReason = "waits until everything is loaded and pushed";
      rest(timings.tick());
    }
    return Optional.empty();
  }

  private void rest(Duration time) throws InterruptedException {
    Instant end = steady.instant().plus(time);
    for (Duration left = time; left.compareTo(Duration.ZERO) > 0 && !isClosed(); ) {
      consumer.review();
      closing.await(Collections.min(List.of(left, timings.tick())).toNanos(), TimeUnit.NANOSECONDS);
      left = Duration.between(steady.instant(), end);
    }
  }

  private void turnOn(CacheSession session) {
    warned = false;
    late = false;
    mode = session.isTracking() ? Mode.TELLING : Mode.ASKED;
    LOG.log(
        INFO,
        "{0} is used, {1}",
        settings.address(),
        isTelling() ? "and tells what changes" : "and asked before each read");
  }

  private void turnOff(String reason) {
    failureReason = reason;
    mode = Mode.OFF;
    tasks.dismissQuestions();
  }

  private boolean isClosed() {
    return closing.getCount() == 0;
  }
}
