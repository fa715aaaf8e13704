package org.versionservice.storage.redis;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.versionservice.storage.StorageException;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Creates connections from the settings, and translates their failures. */
final class JedisFactory {

  private JedisFactory() {}

  static ConnectionPool pool(RedisSettings settings) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(settings.connections());
    pool.setMaxIdle(settings.connections());
    pool.setMaxWait(settings.timeout());
    pool.setJmxEnabled(false);
    pool.setTestWhileIdle(false);
    pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
    // Servers before version 6 do not support protocol negotiation.
    JedisClientConfig login = login(settings).serverDefaultProtocol().build();
    return new ConnectionPool(server(settings), login, pool);
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

  /**
   * Calls a server.
   *
   * @throws StorageException if it does not answer or refuses
   */
  static <T> T asking(Supplier<T> call) {
    try {
      return call.get();
    } catch (JedisException failed) {
      throw unavailable(failed);
    }
  }

  static void asking(Runnable call) {
    asking(
        () -> {
          call.run();
          return true;
        });
  }

  /** Returns the exception for a failure, with the server's message if it has one. */
  private static StorageException unavailable(JedisException failure) {
    return refusal(failure)
        .map(refusal -> StorageException.unavailable("Redis refuses: " + refusal, failure))
        .orElseGet(() -> StorageException.unavailable("Redis does not answer", failure));
  }

  /** Returns the first refusal; the refusal of the whole transaction only follows from it. */
  private static Optional<String> refusal(JedisException failure) {
    return Stream.concat(Arrays.stream(failure.getSuppressed()), Stream.of(failure))
        .filter(JedisDataException.class::isInstance)
        .map(Throwable::getMessage)
        .findFirst();
  }
}
