package org.versionservice.storage.redis;

import java.time.Duration;

/**
 * How often a cache is looked after.
 *
 * @param tick between two looks at whether it still answers
 * @param firstPause before it is tried again after it failed; doubles with each failure
 * @param longestPause before it is tried again
 * @param betweenRebuilds the least time between two times that everything is written
 */
record CacheTimings(
    Duration tick, Duration firstPause, Duration longestPause, Duration betweenRebuilds) {

  static final CacheTimings USUAL =
      new CacheTimings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(15),
          Duration.ofSeconds(10));
}
