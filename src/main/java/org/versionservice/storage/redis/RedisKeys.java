package org.versionservice.storage.redis;

import java.util.Optional;
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

  /** The app that a member of the set names; empty if it is no app-id. */
  static Optional<ApplicationId> id(String member) {
    try {
      return Optional.of(new ApplicationId(member));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }
}
