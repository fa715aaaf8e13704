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
 * The time from when a server answers until it fails: everything is written to it, then everything
 * is read, and from then on each side hears of what the other one changes.
 *
 * <p>Used by one thread; a second one listens. Every method but {@link #close} throws {@link
 * StorageException} when the server fails, which ends the session.
 */
final class CacheSession implements AutoCloseable {

  private final RedisStorage storage;
  private final RedisSettings settings;
  private final CacheConsumer replica;
  private final CacheTaskQueue backlog;
  private final CacheTimings pace;
  private final Clock steady;

  private Optional<InvalidationConnection> tracking = Optional.empty();
  private volatile Optional<StorageException> failure = Optional.empty();
  private Instant written = Instant.MIN;
  private Instant checked = Instant.MIN;

  CacheSession(
      RedisStorage storage,
      RedisSettings settings,
      CacheConsumer replica,
      CacheTaskQueue backlog,
      CacheTimings pace,
      Clock steady) {
    this.storage = storage;
    this.settings = settings;
    this.replica = replica;
    this.backlog = backlog;
    this.pace = pace;
    this.steady = steady;
  }

  /**
   * Makes the cache one that can be trusted.
   *
   * @param truth all that is known to be true
   * @param threads makes the one that listens
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

  /** Returns whether Redis says by itself what changes. */
  boolean isTracking() {
    return tracking.isPresent();
  }

  /** Does all that waits to be done. */
  void work() {
    failure.ifPresent(
        failed -> {
          throw failed;
        });
    storage.put(backlog.takeWrites());
    answer(backlog.takeQuestions());
    if (isOver(checked, pace.tick())) {
      check();
    }
    if (backlog.isStale() && isOver(written, pace.betweenRebuilds())) {
      written = steady.instant();
      backlog.beginAnew();
      replica.truth().ifPresentOrElse(this::writeEverything, backlog::writeEverything);
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
    replica.review();
    correct();
    // Long before anything expires, and each time anew: no key goes while a replica lives.
    if (isOver(written, settings.ttl().dividedBy(2))) {
      backlog.writeEverything();
    }
  }

  private boolean isOver(Instant since, Duration time) {
    return !steady.instant().isBefore(since.plus(time));
  }

  private void correct() {
    replica.corrections().forEach(entry -> storage.correct(entry.wrong(), entry.truth()));
  }

  private void writeEverything(List<CachedVersion> truth) {
    written = steady.instant();
    storage.rebuildCache(
        truth.stream().filter(version -> !version.deleted()).map(CachedVersion::last).toList());
    storage.put(truth.stream().filter(CachedVersion::deleted).toList());
  }

  private void readEverything() {
    take(storage.findAll(replica.there(), replica::revision));
  }

  private void read(Set<ApplicationId> apps) {
    take(storage.find(apps, replica::revision));
  }

  private void take(Lookup.Found found) {
    replica.see(found.newer());
    if (found.missing() > 0) {
      backlog.writeEverything();
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
          backlog.writeEverything();
        }
        read(changes.apps());
      }
    } catch (StorageException failed) {
      failure = Optional.of(failed);
    } catch (RuntimeException | Error broken) {
      OutOfMemory.endProcessOn(broken);
      failure = Optional.of(StorageException.unavailable("what Redis tells is unclear", broken));
    } finally {
      backlog.wake();
    }
  }
}
