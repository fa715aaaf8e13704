package org.versionservice.service;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.redis.CachedVersion;
import org.versionservice.storage.redis.RedisAddress;
import org.versionservice.storage.redis.RedisCache;
import org.versionservice.storage.redis.RedisSettings;
import org.versionservice.storage.redis.RedisStorage;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;

/** One of several replicas, with a cache on a real server and a reader that nothing may fool. */
final class CachingReplica implements AutoCloseable {

  private final RepositoryStub repository;
  private final FetchedTruth truth = new FetchedTruth();
  private final CacheOverlay versions = new CacheOverlay(truth);
  private final Reader reader = new Reader(versions);
  private final AtomicLong readsAhead = new AtomicLong();
  private final RedisStorage storage;
  private final RedisCache cache;

  /** Starts it, and waits until its cache is of use. */
  CachingReplica(RepositoryStub repository, String url) {
    this(repository, url, Duration.ofMillis(500));
  }

  CachingReplica(RepositoryStub repository, String url, Duration timeout) {
    this.repository = repository;
    truth.fetch(repository);
    RedisSettings settings =
        new RedisSettings(RedisAddress.parse(url), Duration.ofHours(1), timeout, 4);
    storage = RedisStorage.open(settings);
    cache = new RedisCache(storage, settings, versions, new Random());
    cache.start(CachingReplica::thread);
    Awaitility.await("the cache is of use").until(() -> cache.failureReason().isEmpty());
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "cache");
    thread.setDaemon(true);
    return thread;
  }

  RedisCache cache() {
    return cache;
  }

  /** How many entries were newer than what was fetched, over all reads. */
  long readsAhead() {
    return readsAhead.get();
  }

  /** Makes a change on the newest state, and publishes it here. */
  synchronized CachedVersion change(Supplier<CachedVersion> change) {
    CachedVersion made = change.get();
    truth.publish(repository.newest());
    return made;
  }

  void fetch() {
    synchronized (this) {
      truth.fetch(repository);
    }
    versions.review();
  }

  /** Reads an app, by one thread. */
  void read(String app) {
    cache.refresh(new ApplicationId(app));
    reader.read(app);
    readsAhead.addAndGet(versions.size());
  }

  boolean hasRead(CachedVersion expected) {
    cache.refresh(expected.app());
    return versions.revision(expected.app()) == expected.revision()
        && versions.find(expected.app()).isPresent() != expected.deleted();
  }

  /** Reads as the service does. */
  Optional<ApplicationVersion> find(ApplicationId app) {
    cache.refresh(app);
    return versions.find(app);
  }

  /** Reads as the service does. */
  Snapshot snapshot() {
    cache.refreshAll();
    return versions.snapshot();
  }

  @Override
  public void close() {
    cache.close();
    storage.close();
  }
}
