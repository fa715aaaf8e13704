package org.versionservice.storage.redis;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
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
import org.versionservice.storage.OutOfMemory;
import org.versionservice.storage.SteadyClock;
import org.versionservice.storage.StorageException;
import org.versionservice.version.ApplicationId;

/**
 * A cache that all replicas share, and that may die at any time: one thread writes to it what is
 * told, and reads from it what others wrote.
 *
 * <p>Nobody waits for Redis where it tells by itself what changes. Where it does not, a read asks
 * it first, for at most the configured time; once that was in vain, nobody asks until everything
 * was written and read anew.
 */
public final class RedisCache implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RedisCache.class.getName());
  private static final String LATE = "Redis does not answer in time";
  private static final Duration LAST_WRITES = Duration.ofSeconds(2);

  /** What a cache is good for. */
  private enum Mode {
    /** Nothing. */
    OFF,
    /** It has to be asked before each read. */
    ASKED,
    /** It says by itself what changes. */
    TELLING
  }

  private final RedisStorage storage;
  private final RedisSettings settings;
  private final CacheConsumer replica;
  private final RandomGenerator random;
  private final CacheTimings pace;
  private final Clock steady = new SteadyClock();
  private final CacheTaskQueue backlog = new CacheTaskQueue();

  private volatile Mode mode = Mode.OFF;
  private volatile String failureReason = "not asked yet";
  private volatile boolean late;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable Thread worker;
  private boolean complained;

  /**
   * @param storage the connection, which stays the caller's to close
   * @param replica the one who uses the cache
   */
  public RedisCache(
      RedisStorage storage, RedisSettings settings, CacheConsumer replica, RandomGenerator random) {
    this(storage, settings, replica, random, CacheTimings.USUAL);
  }

  RedisCache(
      RedisStorage storage,
      RedisSettings settings,
      CacheConsumer replica,
      RandomGenerator random,
      CacheTimings pace) {
    this.storage = storage;
    this.settings = settings;
    this.replica = replica;
    this.random = random;
    this.pace = pace;
  }

  /**
   * Begins to use the server, whether or not it is there.
   *
   * @param threads makes the two threads that this takes
   */
  public void start(ThreadFactory threads) {
    Thread thread = threads.newThread(() -> run(threads));
    worker = thread;
    thread.start();
  }

  /** Has entries written; returns at once. They have to be such that nothing can take them back. */
  public void write(Collection<CachedVersion> versions) {
    versions.forEach(backlog::write);
  }

  /** Starts writing the whole registry to Redis, once it is settled; returns at once. */
  public void writeEverything() {
    backlog.writeEverything();
  }

  /** Sees to it that the replica knows what Redis has of an app, as far as that is to be had. */
  public void refresh(ApplicationId app) {
    refresh(Optional.of(app));
  }

  /** Sees to it that the replica knows what Redis has of all apps, as far as that is to be had. */
  public void refreshAll() {
    refresh(Optional.empty());
  }

  /** Why the cache is of no use at present; empty if it is. */
  public Optional<String> failureReason() {
    return mode == Mode.OFF ? Optional.of(failureReason) : Optional.empty();
  }

  /** Returns whether reads are fresh without asking. */
  public boolean isTelling() {
    return mode == Mode.TELLING;
  }

  /** Writes what waits to be written, if Redis takes it at once, and ends. */
  @Override
  public void close() {
    closing.countDown();
    backlog.wake();
    Thread thread = worker;
    if (thread != null) {
      try {
        thread.join(LAST_WRITES.toMillis());
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
      }
      thread.interrupt();
    }
  }

  private void refresh(Optional<ApplicationId> app) {
    if (mode != Mode.ASKED) {
      return;
    }
    CompletableFuture<Void> answer = backlog.ask(app);
    if (mode == Mode.OFF) {
      backlog.dismissQuestions();
    }
    try {
      answer.get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException tooLate) {
      late = true;
      failureReason = LATE;
      mode = Mode.OFF;
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void run(ThreadFactory threads) {
    Duration pause = pace.firstPause();
    try {
      while (!isClosed()) {
        pause = serveAndRest(threads, pause);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    } finally {
      turnOff("not used any more");
    }
  }

  /**
   * Uses the server until it fails, and rests; goes on whatever happens.
   *
   * @param pause how long the last rest was
   * @return how long this one was
   */
  private Duration serveAndRest(ThreadFactory threads, Duration pause) throws InterruptedException {
    try {
      boolean useful = serve(threads);
      Duration next = useful ? pace.firstPause() : min(pause.multipliedBy(2), pace.longestPause());
      rest(Duration.ofMillis((long) (next.toMillis() * random.nextDouble(0.75, 1.25))));
      return next;
    } catch (RuntimeException | Error broken) {
      OutOfMemory.endProcessOn(broken);
      LOG.log(ERROR, "the cache met a defect, and begins anew", broken);
      turnOff("the cache met a defect");
      closing.await(pace.longestPause().toNanos(), TimeUnit.NANOSECONDS);
      return pause;
    }
  }

  /**
   * Uses the server until it fails.
   *
   * @return whether it was of use at all
   */
  private boolean serve(ThreadFactory threads) throws InterruptedException {
    Optional<List<CachedVersion>> truth = truth();
    try (CacheSession session =
        new CacheSession(storage, settings, replica, backlog, pace, steady)) {
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
          backlog.await(pace.tick());
        }
      }
      return true;
    } catch (StorageException failure) {
      boolean useful = mode != Mode.OFF;
      if (!complained) {
        LOG.log(WARNING, "answers come from memory alone: {0}", failure.getMessage());
        complained = true;
      }
      turnOff(String.valueOf(failure.getMessage()));
      return useful;
    }
  }

  /** Waits until there is a truth to tell; empty if there is none until the end. */
  private Optional<List<CachedVersion>> truth() throws InterruptedException {
    while (!isClosed()) {
      backlog.beginAnew();
      Optional<List<CachedVersion>> truth = replica.truth();
      if (truth.isPresent()) {
        return truth;
      }
      failureReason = "waits until everything is loaded and pushed";
      rest(pace.tick());
    }
    return Optional.empty();
  }

  private void rest(Duration time) throws InterruptedException {
    Instant end = steady.instant().plus(time);
    for (Duration left = time; left.compareTo(Duration.ZERO) > 0 && !isClosed(); ) {
      replica.review();
      closing.await(min(left, pace.tick()).toNanos(), TimeUnit.NANOSECONDS);
      left = Duration.between(steady.instant(), end);
    }
  }

  private void turnOn(CacheSession session) {
    complained = false;
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
    backlog.dismissQuestions();
  }

  private boolean isClosed() {
    return closing.getCount() == 0;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
