package org.versionservice.storage.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.SemanticVersion;

/** Creates settings, entries and caches for tests. */
final class Caches {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final CacheTimings FAST =
      new CacheTimings(
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(100));

  private Caches() {}

  /** Returns settings with a short timeout. */
  static RedisSettings settings(String url) {
    return settings(url, Duration.ofMillis(500));
  }

  /** Returns a connection with a long timeout, for tests without faults. */
  static RedisStorage open(String url) {
    return RedisStorage.open(settings(url, Duration.ofSeconds(10)));
  }

  private static RedisSettings settings(String url, Duration timeout) {
    return new RedisSettings(RedisAddress.parse(url), Duration.ofHours(24), timeout, 4);
  }

  /** Returns a cache that checks its server all the time. */
  static RedisCache prepare(RedisStorage storage, String url, CacheConsumer replica) {
    return new RedisCache(storage, settings(url), replica, new Random(), FAST);
  }

  static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "cache");
    thread.setDaemon(true);
    return thread;
  }

  static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5));
  }

  static void awaitUp(RedisCache cache) {
    await("the cache is of use").until(() -> cache.failureReason().isEmpty());
  }

  /** Waits until a cache is not in use, and returns the reason. */
  static String awaitTrouble(RedisCache cache) {
    await("the cache is of no use").until(() -> cache.failureReason().isPresent());
    return cache.failureReason().orElse("none");
  }

  /** Returns the entry of an app with the version {@code 1.0.<revision>}. */
  static ApplicationVersion entry(String app, long revision) {
    SemanticVersion version = SemanticVersion.of(1, 0, revision);
    return new ApplicationVersion(
        new ApplicationId(app), version, version, Optional.empty(), AT, revision, Optional.empty());
  }

  static CachedVersion there(String app, long revision) {
    return new CachedVersion(entry(app, revision), false);
  }

  static CachedVersion gone(String app, long revision) {
    return new CachedVersion(entry(app, revision), true);
  }
}
