package org.versionservice.storage.git.remote;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How long the other side may be silent, and since when it is. For any number of threads. */
final class Silence {

  private final Clock clock;
  private final Duration longest;
  private Instant since;

  /**
   * @param clock never goes back
   */
  Silence(Clock clock, Duration longest) {
    this.clock = clock;
    this.longest = longest;
    this.since = clock.instant();
  }

  /** Notes that something moved. */
  void broken() {
    broken(Duration.ZERO);
  }

  /** Notes that something moved, and that something else may move unseen for a while. */
  synchronized void broken(Duration unseen) {
    Instant next = clock.instant().plus(unseen);
    since = next.isAfter(since) ? next : since;
  }

  /** How much longer it may last; zero or less once it is too long. */
  synchronized Duration left() {
    return longest.minus(Duration.between(since, clock.instant()));
  }
}
