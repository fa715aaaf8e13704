package org.versionservice.storage.redis;

import java.time.Duration;

/**
 * The settings of the cache in Redis.
 *
 * @param address the server
 * @param ttl the time after its last write until an entry expires
 * @param timeout the limit of connecting and of each wait for an answer
 * @param connections the maximum number of connections for commands; one more listens for changes
 */
public record RedisSettings(
    RedisAddress address, Duration ttl, Duration timeout, int connections) {}
