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

/** Settings, entries and caches to test with. */
final class Caches {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final CacheTimings FAST =
      new CacheTimings(
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(100));

  private Caches() {}

  /** Settings that give up soon. */
  static RedisSettings settings(String url) {
    return settings(url, Duration.ofMillis(500));
  }

  /** A connection for tests in which nothing goes wrong, however busy the machine is. */
  static RedisStorage open(String url) {
    return RedisStorage.open(settings(url, Duration.ofSeconds(10)));
  }

  private static RedisSettings settings(String url, Duration timeout) {
    return new RedisSettings(RedisAddress.parse(url), Duration.ofHours(24), timeout, 4);
  }

  /** A cache that will look after its server all the time. */
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

  /** Waits until a cache is of no use, and tells why. */
  static String awaitTrouble(RedisCache cache) {
    await("the cache is of no use").until(() -> cache.failureReason().isPresent());
    return cache.failureReason().orElse("none");
  }

  /** The entry of an app that was given {@code 1.0.<revision>}. */
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
