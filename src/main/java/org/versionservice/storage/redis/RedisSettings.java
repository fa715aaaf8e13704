package org.versionservice.storage.redis;

import java.time.Duration;

/**
 * Which Redis server is used, and how.
 *
 * @param address where it is
 * @param ttl how long an entry is kept after it was last written
 * @param timeout bound of connecting and of each wait for an answer
 * @param connections the most connections that are held at once for commands; one more listens for
 *     changes
 */
public record RedisSettings(
    RedisAddress address, Duration ttl, Duration timeout, int connections) {}
