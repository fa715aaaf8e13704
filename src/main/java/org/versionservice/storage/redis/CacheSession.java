package org.versionservice.storage.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;
import org.versionservice.storage.OutOfMemory;
import org.versionservice.storage.StorageException;
import org.versionservice.version.ApplicationId;

/**
 * The use of a Redis server from its first answer until it fails: writes all entries, then reads
 * all, and from then on exchanges changes in both directions.
 *
 * <p>For one thread; a second one listens for changes. Every method except {@link #close} throws
 * {@link StorageException} if the server fails, which ends the session.
 */
final class CacheSession implements AutoCloseable {

  private final RedisStorage storage;
  private final RedisSettings settings;
  private final CacheConsumer consumer;
  private final CacheTaskQueue tasks;
  private final CacheTimings timings;
  private final Clock steady;

  private Optional<InvalidationConnection> tracking = Optional.empty();
  private volatile Optional<StorageException> failure = Optional.empty();
  private Instant written = Instant.MIN;
  private Instant checked = Instant.MIN;

  CacheSession(
      RedisStorage storage,
      RedisSettings settings,
      CacheConsumer consumer,
      CacheTaskQueue tasks,
      CacheTimings timings,
      Clock steady) {
    this.storage = storage;
    this.settings = settings;
    this.consumer = consumer;
    this.tasks = tasks;
    this.timings = timings;
    this.steady = steady;
  }

  /**
   * Writes and reads all entries, so that the cache can be trusted.
   *
   * @param truth all entries
   * @param threads creates the listening thread
   */
  void begin(List<CachedVersion> truth, ThreadFactory threads) {
    storage.forgetConnections();
    storage.ping();
    correct();
    writeEverything(truth);
    listen(threads);
    readEverything();
    checked = steady.instant();
  }

  boolean isTracking() {
    return tracking.isPresent();
  }

  void work() {
    failure.ifPresent(
        failed -> {
          throw failed;
        });
    storage.put(tasks.takeWrites());
    answer(tasks.takeQuestions());
    if (isOver(checked, timings.tick())) {
      check();
    }
    if (tasks.isStale() && isOver(written, timings.betweenRebuilds())) {
      written = steady.instant();
      tasks.beginAnew();
      consumer.truth().ifPresentOrElse(this::writeEverything, tasks::writeEverything);
    }
  }

  @Override
  public void close() {
    tracking.ifPresent(InvalidationConnection::end);
  }

  private void check() {
    checked = steady.instant();
    storage.ping();
    tracking.ifPresent(connection -> JedisFactory.asking(connection::check));
    consumer.review();
    correct();
    // Long before keys expire, so that none expires while a replica runs.
    if (isOver(written, settings.ttl().dividedBy(2))) {
      tasks.writeEverything();
    }
  }

  private boolean isOver(Instant since, Duration time) {
    return !steady.instant().isBefore(since.plus(time));
  }

  private void correct() {
    consumer.corrections().forEach(entry -> storage.correct(entry.wrong(), entry.truth()));
  }

  private void writeEverything(List<CachedVersion> truth) {
    written = steady.instant();
    storage.rebuildCache(
        truth.stream().filter(version -> !version.deleted()).map(CachedVersion::last).toList());
    storage.put(truth.stream().filter(CachedVersion::deleted).toList());
  }

  private void readEverything() {
    take(storage.findAll(consumer.there(), consumer::revision));
  }

  private void read(Set<ApplicationId> apps) {
    take(storage.find(apps, consumer::revision));
  }

  private void take(Lookup.Found found) {
    consumer.see(found.newer());
    if (found.missing() > 0) {
      tasks.writeEverything();
    }
  }

  private void answer(List<CacheTaskQueue.Question> questions) {
    if (questions.isEmpty()) {
      return;
    }
    try {
      if (questions.stream().anyMatch(question -> question.app().isEmpty())) {
        readEverything();
      } else {
        read(
            questions.stream()
                .flatMap(question -> question.app().stream())
                .collect(Collectors.toSet()));
      }
    } finally {
      questions.forEach(question -> question.answer().complete(null));
    }
  }

  private void listen(ThreadFactory threads) {
    tracking = JedisFactory.asking(() -> InvalidationConnection.start(settings));
    tracking.ifPresent(connection -> threads.newThread(() -> listen(connection)).start());
  }

  private void listen(InvalidationConnection connection) {
    try {
      while (true) {
        InvalidationConnection.Changes changes = JedisFactory.asking(connection::await);
        if (changes.everything()) {
          tasks.writeEverything();
        }
        read(changes.apps());
      }
    } catch (StorageException failed) {
      failure = Optional.of(failed);
    } catch (RuntimeException | Error broken) {
      OutOfMemory.endProcessOn(broken);
      failure = Optional.of(StorageException.unavailable("Redis sent an invalid message", broken));
    } finally {
      tasks.wake();
    }
  }
}
