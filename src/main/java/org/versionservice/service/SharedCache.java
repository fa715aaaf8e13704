package org.versionservice.service;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.versionservice.storage.Durability;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.StorageHealth;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.storage.redis.CachedVersion;
import org.versionservice.storage.redis.RedisCache;
import org.versionservice.storage.redis.RedisSettings;
import org.versionservice.storage.redis.RedisStorage;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Outcome;

/**
 * The cache that all replicas share. It receives acknowledged changes, and reads are as new as the
 * cache. Without Redis, reads are as new as the snapshot. No change is based on it.
 */
@ApplicationScoped
public class SharedCache {

  @Inject private GitStorage storage;
  @Inject private GitSettings git;
  @Inject private Optional<RedisSettings> settings;
  @Inject private Optional<RedisStorage> redis;
  @Inject private RandomGenerator random;
  @Resource private ManagedThreadFactory threads;

  private CacheOverlay overlay;
  private Optional<RedisCache> cache = Optional.empty();
  private volatile Consumer<Boolean> readListener = hit -> {};

  @PostConstruct
  void open() {
    CacheOverlay opened = new CacheOverlay(new RepositoryState(storage, git.durability()));
    overlay = opened;
    cache =
        redis.map(connection -> new RedisCache(connection, settings.orElseThrow(), opened, random));
    cache.ifPresent(
        shared ->
            storage.onEdit(
                () -> opened.truth().ifPresentOrElse(shared::write, shared::writeEverything)));
  }

  /** Registers a listener for cache hits and misses; it is not called if there is no cache. */
  public void onRead(Consumer<Boolean> listener) {
    readListener = listener;
  }

  void start() {
    cache.ifPresent(started -> started.start(threads));
  }

  /** Returns the newest entry of an app. */
  Optional<ApplicationVersion> find(ApplicationId app) {
    refresh(shared -> shared.refresh(app));
    return overlay.find(app);
  }

  /** Returns the newest state of all apps. */
  Snapshot snapshot() {
    refresh(RedisCache::refreshAll);
    return overlay.snapshot();
  }

  /** Returns a state that is the newest for one app. */
  Snapshot snapshot(ApplicationId app) {
    refresh(shared -> shared.refresh(app));
    return overlay.snapshot();
  }

  int newerEntries() {
    return overlay.size();
  }

  boolean isUp() {
    return cache.flatMap(RedisCache::failureReason).isEmpty() && cache.isPresent();
  }

  /** Returns the health of the cache and its store; asks the store unless the cache is off. */
  StorageHealth health() {
    if (redis.isEmpty()) {
      return health(StorageHealth.Status.UP, "none");
    }
    return cache
        .flatMap(RedisCache::failureReason)
        .or(() -> failureReason(redis.get().health()))
        .map(reason -> health(StorageHealth.Status.DOWN, "degraded: " + reason))
        .orElseGet(() -> health(StorageHealth.Status.UP, "up"));
  }

  private static Optional<String> failureReason(StorageHealth store) {
    return store.status() == StorageHealth.Status.UP
        ? Optional.empty()
        : Optional.of(String.join("; ", store.details().values()));
  }

  private static StorageHealth health(StorageHealth.Status status, String redis) {
    return new StorageHealth(status, Map.of("redis", redis));
  }

  /** Queues the acknowledged changes for the cache. */
  void write(@Observes BatchWritten batch) {
    cache.ifPresent(shared -> batch.receipts().forEach(receipt -> write(shared, receipt)));
  }

  /** Shows what the holder of the writer lease made: it also wrote it to the cache. */
  void show(@Observes BatchForwarded batch) {
    for (Receipt receipt : batch.receipts()) {
      if (receipt.outcome() instanceof Outcome.Applied applied) {
        overlay.see(versions(applied));
      }
    }
  }

  private void write(RedisCache shared, Receipt receipt) {
    if (!(receipt.outcome() instanceof Outcome.Applied applied)) {
      return;
    }
    if (receipt.pushState() != PushState.PENDING || git.durability() == Durability.LOCAL) {
      shared.write(versions(applied));
    } else {
      // The remote may still reject these commits; all entries are written once it has them.
      shared.writeEverything();
    }
  }

  private static List<CachedVersion> versions(Outcome.Applied applied) {
    return applied.transitions().stream()
        .flatMap(step -> CachedVersion.of(applied.registry(), step.app()).stream())
        .toList();
  }

  /** Without a remote there are no other replicas, and nothing to read. */
  private void refresh(Consumer<RedisCache> question) {
    if (cache.isPresent() && git.remote().isPresent()) {
      question.accept(cache.get());
      readListener.accept(cache.get().failureReason().isEmpty());
    }
  }

  @PreDestroy
  void close() {
    cache.ifPresent(RedisCache::close);
  }
}
