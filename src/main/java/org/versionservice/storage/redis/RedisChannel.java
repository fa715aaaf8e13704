package org.versionservice.storage.redis;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.StorageException;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A channel in Redis. A message that is published while nobody listens is lost. */
public final class RedisChannel implements AutoCloseable {

  /** A connection that is silent for this time is opened again, because it may be broken. */
  public static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  private final RedisStorage redis;
  private final RedisSettings settings;
  private final String name;
  private volatile @Nullable Jedis connection;
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
   * Listens on a connection of its own, until it is silent for {@link #LONGEST_SILENCE} or {@link
   * #close}.
   *
   * @throws StorageException if Redis cannot be reached, or the connection broke
   */
  public void listen(Consumer<String> listener) {
    JedisFactory.asking(
        () -> {
          try (Jedis opened =
              new Jedis(
                  JedisFactory.server(settings),
                  JedisFactory.login(settings)
                      .blockingSocketTimeoutMillis((int) LONGEST_SILENCE.toMillis())
                      .build())) {
            connection = opened;
            if (!closed) {
              opened.subscribe(new Listener(listener), name);
            }
          } catch (JedisConnectionException broken) {
            if (!closed && !(broken.getCause() instanceof SocketTimeoutException)) {
              throw broken;
            }
          }
        });
  }

  private static final class Listener extends JedisPubSub {

    private final Consumer<String> listener;

    private Listener(Consumer<String> listener) {
      this.listener = listener;
    }

    @Override
    public void onMessage(String channel, String message) {
      listener.accept(message);
    }
  }

  /** Ends {@link #listen}. */
  @Override
  public void close() {
    closed = true;
    Jedis open = connection;
    if (open != null) {
      open.close();
    }
  }
}
