package org.versionservice.storage.redis;

import java.time.Duration;
import org.versionservice.storage.StorageException;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Makes connections as the settings say, and puts their failures into words. */
final class Connector {

  private Connector() {}

  /** Connections for commands; opened when they are needed. */
  static RedisClient pool(RedisSettings settings) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(settings.connections());
    pool.setMaxIdle(settings.connections());
    pool.setMaxWait(settings.timeout());
    pool.setJmxEnabled(false);
    pool.setTestWhileIdle(false);
    pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
    return RedisClient.builder()
        .hostAndPort(server(settings))
        .clientConfig(login(settings).resp2().build())
        .poolConfig(pool)
        .build();
  }

  static HostAndPort server(RedisSettings settings) {
    return new HostAndPort(settings.address().host(), settings.address().port());
  }

  static DefaultJedisClientConfig.Builder login(RedisSettings settings) {
    RedisAddress address = settings.address();
    DefaultJedisClientConfig.Builder login =
        DefaultJedisClientConfig.builder()
            .timeoutMillis((int) settings.timeout().toMillis())
            .database(address.database())
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
    if (address.encrypted()) {
      login.sslOptions(SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
    }
    address.user().ifPresent(login::user);
    address.password().ifPresent(login::password);
    return login;
  }

  /** What a failure comes to; the server's own words are kept, a {@link Connection}'s are not. */
  static StorageException unavailable(JedisException failure) {
    String reason =
        failure instanceof JedisDataException
            ? "Redis refuses: " + failure.getMessage()
            : "Redis does not answer";
    return StorageException.unavailable(reason, failure);
  }
}
