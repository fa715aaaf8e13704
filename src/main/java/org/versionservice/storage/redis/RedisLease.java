package org.versionservice.storage.redis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.versionservice.storage.StorageException;

/**
 * A lease in Redis: a value that one holder keeps alive. Each call throws {@link StorageException}
 * if Redis does not answer.
 *
 * @see <a href="https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/">Redis:
 *     locks</a>
 */
public final class RedisLease {

  /**
   * The lease as Redis had it.
   *
   * @param value the holder's value
   * @param left the time until it ends without a renewal; negative if it never does
   */
  public record Held(String value, Duration left) {}

  /** A value that never expires is not of a holder, and would prevent all others. */
  private static final String CLAIM =
      """
      local held = redis.pcall('GET', KEYS[1])
      local left = redis.call('PTTL', KEYS[1])
      if type(held) ~= 'string' or left < 0 then
        redis.call('DEL', KEYS[1])
        redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
        return {ARGV[1], tonumber(ARGV[2])}
      end
      if held == ARGV[1] then
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return {held, tonumber(ARGV[2])}
      end
      return {held, left}
      """;

  private static final String RELEASE =
      """
      if redis.pcall('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
      return 0
      """;

  private static final String FIND =
      """
      local held = redis.pcall('GET', KEYS[1])
      if type(held) ~= 'string' then return {} end
      return {held, redis.call('PTTL', KEYS[1])}
      """;

  private final RedisStorage redis;
  private final List<String> key;

  RedisLease(RedisStorage redis, String key) {
    this.redis = redis;
    this.key = List.of(key);
  }

  /**
   * Takes the lease if nobody holds it, or renews it if its value is this one.
   *
   * @return the lease after that; another value if somebody else holds it
   */
  public Held claim(String value, Duration length) {
    return held(redis.eval(CLAIM, key, List.of(value, Long.toString(length.toMillis()))))
        .orElseThrow();
  }

  /** Returns the lease; empty if nobody holds it. */
  public Optional<Held> find() {
    return held(redis.eval(FIND, key, List.of()));
  }

  /** Ends the lease, if its value is this one. */
  public void release(String value) {
    redis.eval(RELEASE, key, List.of(value));
  }

  private static Optional<Held> held(Object answer) {
    return answer instanceof List<?> parts
            && parts.size() == 2
            && parts.get(0) instanceof String value
            && parts.get(1) instanceof Long left
        ? Optional.of(new Held(value, Duration.ofMillis(left)))
        : Optional.empty();
  }
}
