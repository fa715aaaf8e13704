package org.versionservice.storage.redis;

import java.time.Duration;

/**
 * The intervals of a cache's work.
 *
 * @param tick the time between two checks of the server
 * @param firstPause the pause after the first failure; doubles with each further one
 * @param longestPause the maximum pause after a failure
 * @param betweenRebuilds the minimum time between two writes of all entries
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
