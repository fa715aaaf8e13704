package org.versionservice.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.versionservice.version.ApplicationId;

/** The keys in Redis. */
final class RedisKeys {

  /** The beginning of an entry's key; the app-id follows. */
  static final String PREFIX = "version:";

  static final String ALL = "versions:all";

  private RedisKeys() {}

  static String of(ApplicationId app) {
    return PREFIX + app.value();
  }

  /** Returns the app of a key; empty if it is not a key of the cache. */
  static Optional<ApplicationId> app(String key) {
    return key.startsWith(PREFIX) ? id(key.substring(PREFIX.length())) : Optional.empty();
  }

  /** Returns the valid app-ids among members of the set. */
  static Stream<ApplicationId> ids(Collection<String> members) {
    return members.stream().flatMap(member -> id(member).stream());
  }

  static byte[] bytes(ApplicationId app) {
    return of(app).getBytes(UTF_8);
  }

  private static Optional<ApplicationId> id(String text) {
    try {
      return Optional.of(new ApplicationId(text));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }
}
