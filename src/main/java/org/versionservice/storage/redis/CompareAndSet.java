package org.versionservice.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.versionservice.version.ApplicationId;

/**
 * A call of the Lua script that writes an entry unless Redis has a later revision. Redis runs a
 * script atomically, so no late writer overwrites a newer entry.
 *
 * <p>A value that is not an entry, or has another type, counts as absent. An entry of the same
 * revision is kept and gets a new expiry time.
 */
record CompareAndSet(List<String> keys, List<String> arguments) {

  /** The result if the entry was written, or one of the same revision kept. */
  static final long DONE = 1;

  static final String TEXT =
      """
      local known = -1
      local there = redis.pcall('GET', KEYS[1])
      if type(there) == 'string' then
        local json, entry = pcall(cjson.decode, there)
        if json and type(entry) == 'table' then known = tonumber(entry.revision) or 0 end
      end
      if known == tonumber(ARGV[6]) then known = -1 end
      if known > tonumber(ARGV[2]) then return 0 end
      if ARGV[1] == '' then
        redis.call('DEL', KEYS[1])
      elseif known == tonumber(ARGV[2]) then
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
      else
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
      end
      redis.call(ARGV[5], KEYS[2], ARGV[4])
      return 1
      """;

  /** The name of the script in Redis after its first run. */
  static final String SHA1 = sha1();

  private static final String NONE = "-2";

  static CompareAndSet write(CachedVersion version, Duration ttl) {
    return write(version, ttl, NONE);
  }

  /**
   * Returns the call that replaces an entry that was never true.
   *
   * @param truth empty if the app never existed
   */
  static CompareAndSet correct(CachedVersion wrong, Optional<CachedVersion> truth, Duration ttl) {
    String revision = Long.toString(wrong.revision());
    return truth
        .map(version -> write(version, ttl, revision))
        .orElseGet(() -> of(wrong.app(), "", "-1", "0", wrong.app().value(), "SREM", revision));
  }

  private static CompareAndSet write(CachedVersion version, Duration ttl, String disregarded) {
    return of(
        version.app(),
        CachedVersionJson.of(version),
        Long.toString(version.revision()),
        Long.toString(ttl.toMillis()),
        version.app().value(),
        version.deleted() ? "SREM" : "SADD",
        disregarded);
  }

  private static CompareAndSet of(ApplicationId app, String... arguments) {
    return new CompareAndSet(List.of(RedisKeys.of(app), RedisKeys.ALL), List.of(arguments));
  }

  private static String sha1() {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(TEXT.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
