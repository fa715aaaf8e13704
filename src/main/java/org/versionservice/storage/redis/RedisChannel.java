package org.versionservice.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.SteadyClock;
import org.versionservice.storage.StorageException;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * A channel in Redis. A message that is published while nobody listens is lost.
 *
 * <p>It reads the messages itself: Jedis' own listener needs a library for tokens.
 */
public final class RedisChannel implements AutoCloseable {

  /** A connection that is silent for this time is opened again, because it may be broken. */
  public static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  private static final Duration LONGEST_CALL = Duration.ofMinutes(5);
  private static final String MESSAGE = "message";

  private final RedisStorage redis;
  private final RedisSettings settings;
  private final String name;
  private final Clock steady = new SteadyClock();
  private volatile @Nullable Connection connection;
  private volatile boolean closed;

  RedisChannel(RedisStorage redis, RedisSettings settings, String name) {
    this.redis = redis;
    this.settings = settings;
    this.name = name;
  }

  /** Publishes a message; throws {@link StorageException} if Redis does not answer. */
  public void publish(String message) {
    redis.publish(name, message);
  }

  /**
   * Listens on a connection of its own, until it is silent for {@link #LONGEST_SILENCE}, for 5
   * minutes, or until {@link #close}.
   *
   * @throws StorageException if Redis cannot be reached or refuses, or the connection broke
   */
  public void listen(Consumer<String> listener) {
    // With RESP2 each message is an answer; with RESP3 it is not.
    JedisClientConfig login =
        JedisFactory.login(settings)
            .protocol(RedisProtocol.RESP2)
            .autoNegotiateProtocol(false)
            .build();
    DefaultJedisSocketFactory sockets =
        new DefaultJedisSocketFactory(JedisFactory.server(settings), login);
    JedisFactory.asking(
        () -> {
          try (Connection opened = new Connection(sockets, login)) {
            connection = opened;
            if (!closed) {
              listen(opened, listener);
            }
          } catch (JedisConnectionException broken) {
            if (!closed && !(broken.getCause() instanceof SocketTimeoutException)) {
              throw broken;
            }
          }
        });
  }

  private void listen(Connection opened, Consumer<String> listener) {
    opened.sendCommand(Command.SUBSCRIBE, name);
    opened.getOne();
    opened.setSoTimeout((int) LONGEST_SILENCE.toMillis());
    Instant end = steady.instant().plus(LONGEST_CALL);
    while (!closed && steady.instant().isBefore(end)) {
      if (opened.getUnflushedObject() instanceof List<?> parts
          && parts.size() == 3
          && MESSAGE.equals(text(parts.get(0)))) {
        listener.accept(text(parts.get(2)));
      }
    }
  }

  private static String text(@Nullable Object bytes) {
    return bytes instanceof byte[] array ? new String(array, UTF_8) : "";
  }

  /** Ends {@link #listen}. */
  @Override
  public void close() {
    closed = true;
    Connection open = connection;
    if (open != null) {
      try {
        open.forceDisconnect();
      } catch (IOException alreadyGone) {
        open.close();
      }
    }
  }
}
