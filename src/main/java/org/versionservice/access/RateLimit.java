package org.versionservice.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Limits the requests of each caller per second. A caller without requests for ten seconds may send
 * those of ten seconds at once, because pipelines come in bursts. A caller is a principal or, if
 * that is unknown, an address.
 *
 * <p>Remembers 10,000 callers, the busiest before others. A forgotten caller counts as one without
 * requests.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Token_bucket">token bucket</a>
 */
final class RateLimit {

  static final int MAX_CALLERS = 10_000;
  private static final int BURST_SECONDS = 10;
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double capacity;
  private final Clock clock;
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MAX_CALLERS).executor(Runnable::run).build();

  private record Bucket(double left, Instant at, boolean granted) {}

  RateLimit(int perSecond, Clock clock) {
    this.perSecond = perSecond;
    this.capacity = (double) perSecond * BURST_SECONDS;
    this.clock = clock;
  }

  /** Counts a request; returns zero if it is granted, else the time until the next one is. */
  Duration take(String caller) {
    Instant now = clock.instant();
    Bucket bucket =
        buckets
            .asMap()
            .compute(
                caller,
                (name, known) ->
                    take(known == null ? new Bucket(capacity, now, true) : known, now));
    return bucket.granted()
        ? Duration.ZERO
        : Duration.ofNanos((long) Math.ceil((1 - bucket.left()) / perSecond * NANOS));
  }

  private Bucket take(Bucket before, Instant now) {
    double passed = Math.max(0, Duration.between(before.at(), now).toNanos() / NANOS);
    double left = Math.min(capacity, before.left() + passed * perSecond);
    return left < 1 ? new Bucket(left, now, false) : new Bucket(left - 1, now, true);
  }
}
