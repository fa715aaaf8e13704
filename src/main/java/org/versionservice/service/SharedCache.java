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
import org.versionservice.storage.StorageException;
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
 * The cache that all replicas share, where there is one: acknowledged changes go into it, and reads
 * are as new as it is. Without one, reads are as new as the snapshot.
 *
 * <p>Changes are never made from what it says.
 */
@ApplicationScoped
public class SharedCache {

  @Inject private GitStorage storage;
  @Inject private GitSettings git;
  @Inject private Optional<RedisSettings> settings;
  @Inject private Optional<RedisStorage> redis;
  @Inject private RandomGenerator random;
  @Resource private ManagedThreadFactory threads;

  private CacheOverlay newer;
  private Optional<RedisCache> cache = Optional.empty();
  private volatile Consumer<Boolean> read = useful -> {};

  @PostConstruct
  void open() {
    CacheOverlay replica = new CacheOverlay(new RepositoryTruth(storage, git.durability()));
    newer = replica;
    cache =
        redis.map(
            connection -> new RedisCache(connection, settings.orElseThrow(), replica, random));
    cache.ifPresent(
        shared ->
            storage.onEdit(
                () -> replica.truth().ifPresentOrElse(shared::write, shared::writeEverything)));
  }

  /** Registers a listener for cache hits and misses; it is not called if there is no cache. */
  public void onRead(Consumer<Boolean> listener) {
    read = listener;
  }

  /** Begins to use it; returns at once. */
  void start() {
    cache.ifPresent(started -> started.start(threads));
  }

  /**
   * The newest entry of an app.
   *
   * @throws StorageException if the registry is not loaded yet
   */
  Optional<ApplicationVersion> find(ApplicationId app) {
    refresh(shared -> shared.refresh(app));
    return newer.find(app);
  }

  /**
   * The newest state of all apps.
   *
   * @throws StorageException if the registry is not loaded yet
   */
  Snapshot snapshot() {
    refresh(RedisCache::refreshAll);
    return newer.snapshot();
  }

  /**
   * The newest state, for a look at one app.
   *
   * @throws StorageException if the registry is not loaded yet
   */
  Snapshot snapshot(ApplicationId app) {
    refresh(shared -> shared.refresh(app));
    return newer.snapshot();
  }

  /** How many entries are newer than what was fetched. */
  int newerEntries() {
    return newer.size();
  }

  /** Returns whether it is of use at present. */
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

  /** Tells the cache what was acknowledged; waits for nothing. */
  void write(@Observes BatchWritten batch) {
    cache.ifPresent(shared -> batch.receipts().forEach(receipt -> write(shared, receipt)));
  }

  private void write(RedisCache shared, Receipt receipt) {
    if (!(receipt.outcome() instanceof Outcome.Applied applied)) {
      return;
    }
    if (receipt.pushState() != PushState.PENDING || git.durability() == Durability.LOCAL) {
      shared.write(versions(applied));
    } else {
      // The remote may yet have something to say; all is written once it was heard.
      shared.writeEverything();
    }
  }

  private static List<CachedVersion> versions(Outcome.Applied applied) {
    return applied.transitions().stream()
        .flatMap(step -> CachedVersion.of(applied.registry(), step.app()).stream())
        .toList();
  }

  /** Without a remote nobody else changes anything, and there is nothing to ask for. */
  private void refresh(Consumer<RedisCache> question) {
    if (cache.isPresent() && git.remote().isPresent()) {
      question.accept(cache.get());
      read.accept(cache.get().failureReason().isEmpty());
    }
  }

  @PreDestroy
  void close() {
    cache.ifPresent(RedisCache::close);
  }
}
