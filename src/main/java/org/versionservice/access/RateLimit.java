package org.versionservice.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Grants each caller so many requests in a second, and as many as in ten seconds at once to those
 * who were quiet before: pipelines come in bursts. A caller is a principal or, where none is known,
 * an address.
 *
 * <p>Remembers the newest 10,000 callers; one that is forgotten counts as quiet.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Token_bucket">token bucket</a>
 */
final class RateLimit {

  static final int MOST_CALLERS = 10_000;
  private static final int BURST_SECONDS = 10;
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double most;
  private final Clock clock;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_CALLERS;
        }
      };

  /** What somebody may still spend, as it was at a time. */
  private record Bucket(double left, Instant at) {}

  RateLimit(int perSecond, Clock clock) {
    this.perSecond = perSecond;
    this.most = (double) perSecond * BURST_SECONDS;
    this.clock = clock;
  }

  /**
   * Takes a request of somebody.
   *
   * @param caller what tells callers apart
   * @return zero if it is granted, else after how long the next one will be
   */
  synchronized Duration take(String caller) {
    Instant now = clock.instant();
    Bucket before = buckets.getOrDefault(caller, new Bucket(most, now));
    double passed = Math.max(0, Duration.between(before.at(), now).toNanos() / NANOS);
    double left = Math.min(most, before.left() + passed * perSecond);
    if (left < 1) {
      buckets.put(caller, new Bucket(left, now));
      return Duration.ofNanos((long) Math.ceil((1 - left) / perSecond * NANOS));
    }
    buckets.put(caller, new Bucket(left - 1, now));
    return Duration.ZERO;
  }
}
