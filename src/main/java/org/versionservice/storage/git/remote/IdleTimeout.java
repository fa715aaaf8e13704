package org.versionservice.storage.git.remote;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The time that a connection may be idle, and since when it is. Thread-safe. */
final class IdleTimeout {

  private final Clock steady;
  private final Duration timeout;
  private Instant since;

  IdleTimeout(Clock steady, Duration timeout) {
    this.steady = steady;
    this.timeout = timeout;
    this.since = steady.instant();
  }

  void reset() {
    reset(Duration.ZERO);
  }

  /** Records that data moved, and that more may move unseen for a while. */
  synchronized void reset(Duration unseen) {
    Instant next = steady.instant().plus(unseen);
    since = next.isAfter(since) ? next : since;
  }

  synchronized Duration remaining() {
    return timeout.minus(Duration.between(since, steady.instant()));
  }
}
