package org.versionservice.version;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates the requests of changes. */
final class Requests {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private Requests() {}

  static Request plain() {
    return new Request(nextId(), Principal.ANONYMOUS, Optional.empty(), Optional.empty());
  }

  static Request withKey(String key) {
    return new Request(
        nextId(), Principal.ANONYMOUS, Optional.of(new IdempotencyKey(key)), Optional.empty());
  }

  static Request withSha(String sha) {
    return new Request(
        nextId(), Principal.ANONYMOUS, Optional.empty(), Optional.of(new SourceSha(sha)));
  }

  private static ChangeId nextId() {
    return new ChangeId(String.format(Locale.ROOT, "%022d", COUNT.incrementAndGet()));
  }
}
