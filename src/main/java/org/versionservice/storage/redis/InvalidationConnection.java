package org.versionservice.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versionservice.version.ApplicationId;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.PushConsumerContext;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * A connection on which Redis announces changed entries: server-assisted client-side caching over
 * RESP3, in broadcasting mode, where the server stores one prefix instead of each key.
 *
 * <p>One thread calls {@link #await}, another one {@link #check}.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/client-side-caching/">Redis:
 *     client-side caching</a>
 */
final class InvalidationConnection extends Connection {

  /**
   * Changes since the last announcement.
   *
   * @param apps the apps whose entries were written or removed
   * @param everything whether all entries were removed at once
   */
  record Changes(Set<ApplicationId> apps, boolean everything) {}

  private static final String INVALIDATE = "invalidate";

  private Set<ApplicationId> changed = new HashSet<>();
  private boolean everything;
  private boolean draining;
  private volatile boolean answered = true;

  private InvalidationConnection(RedisSettings settings, JedisClientConfig login) {
    super(new DefaultJedisSocketFactory(JedisFactory.server(settings), login), login);
    addPushConsumer(this::note);
  }

  /**
   * Opens a connection and listens.
   *
   * @return empty if the server does not support this, or not for this user
   * @throws JedisConnectionException if the server cannot be reached
   */
  static Optional<InvalidationConnection> start(RedisSettings settings) {
    JedisClientConfig login =
        JedisFactory.login(settings)
            .protocol(RedisProtocol.RESP3)
            .autoNegotiateProtocol(false)
            .build();
    try {
      InvalidationConnection tracking = new InvalidationConnection(settings, login);
      tracking.begin();
      return Optional.of(tracking);
    } catch (JedisDataException notOffered) {
      return Optional.empty();
    }
  }

  private void begin() {
    try {
      sendCommand(Command.CLIENT, "TRACKING", "ON", "BCAST", "PREFIX", RedisKeys.PREFIX);
      getStatusCodeReply();
      setSoTimeout(0);
    } catch (JedisException refused) {
      end();
      throw refused;
    }
  }

  /**
   * Waits for changes and returns all since the last call.
   *
   * @throws JedisException if the connection ended
   */
  Changes await() {
    do {
      getUnflushedObject();
      answered = true;
      readPushesWithCheckingBroken();
    } while (changed.isEmpty() && !everything);
    Changes changes = new Changes(changed, everything);
    changed = new HashSet<>();
    everything = false;
    return changes;
  }

  /**
   * Sends a PING.
   *
   * @throws JedisException if the server did not answer the previous one
   */
  void check() {
    if (!answered) {
      throw new JedisConnectionException("the connection for changes does not answer");
    }
    answered = false;
    sendCommand(Command.PING);
    flush();
  }

  /** Closes the connection, also while another thread waits on it. */
  void end() {
    try {
      forceDisconnect();
    } catch (IOException alreadyGone) {
      setBroken();
    }
  }

  @Override
  protected void protocolReadPushes(RedisInputStream stream, PushConsumerChain consumers) {
    draining = true;
    try {
      Protocol.readPushes(stream, consumers);
    } finally {
      draining = false;
    }
  }

  /** Propagates only the first message, which ends the wait, and notes all of them. */
  private PushConsumerContext note(PushConsumerContext context) {
    List<Object> message = context.getMessage().getContent();
    if (message.size() == 2 && INVALIDATE.equals(text(message.get(0)))) {
      note(message.get(1));
      if (!draining) {
        context.propagate();
      }
    }
    return context;
  }

  /** Notes changed keys; without keys, the whole database was emptied. */
  private void note(@Nullable Object keys) {
    if (keys instanceof List<?> list) {
      list.forEach(key -> RedisKeys.app(text(key)).ifPresent(changed::add));
    } else {
      everything = true;
    }
  }

  private static String text(@Nullable Object bytes) {
    return bytes instanceof byte[] array ? new String(array, UTF_8) : "";
  }
}
