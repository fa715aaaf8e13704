package org.versionservice.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.versionservice.version.ApplicationId;

/** The names of what is kept in Redis. */
final class RedisKeys {

  /** Before the app-id, in the key of an entry. */
  static final String PREFIX = "version:";

  /** The set of the ids of all apps that are there; deleted ones are not in it. */
  static final String ALL = "versions:all";

  private RedisKeys() {}

  static String of(ApplicationId app) {
    return PREFIX + app.value();
  }

  /** The app that a key is of; empty if somebody else uses the prefix. */
  static Optional<ApplicationId> app(String key) {
    return key.startsWith(PREFIX) ? id(key.substring(PREFIX.length())) : Optional.empty();
  }

  /** The apps that members of the set name; what is no app-id is left out. */
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
