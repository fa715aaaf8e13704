package org.versionservice.storage.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.SemanticVersion;

/** Settings and entries to test a cache with. */
final class Caches {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  private Caches() {}

  static RedisSettings settings(String url) {
    return new RedisSettings(
        RedisAddress.parse(url), Duration.ofHours(24), Duration.ofMillis(200), 4);
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
