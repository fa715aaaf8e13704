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
 * The script that writes one entry, if none with a later revision is there. Redis runs a script as
 * one step, so whoever comes late finds out there and not here.
 *
 * <p>A value that is no entry, or of another type, counts as none. One of the same revision stays
 * and lives on.
 */
final class CompareAndSet {

  /** Wrote the entry, or kept one of the same revision. */
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

  /** By which Redis knows the script once it has seen it. */
  static final String SHA1 = sha1();

  private static final String NONE = "-2";

  private CompareAndSet() {}

  static List<String> keys(ApplicationId app) {
    return List.of(RedisKeys.of(app), RedisKeys.ALL);
  }

  /** The script's arguments to write an entry. */
  static List<String> write(CachedVersion version, Duration ttl) {
    return arguments(version, ttl, NONE);
  }

  /**
   * The script's arguments to put the truth in the place of an entry that was never true.
   *
   * @param truth empty if there never was such an app
   */
  static List<String> correct(CachedVersion wrong, Optional<CachedVersion> truth, Duration ttl) {
    String revision = Long.toString(wrong.revision());
    return truth
        .map(version -> arguments(version, ttl, revision))
        .orElseGet(() -> List.of("", "-1", "0", wrong.app().value(), "SREM", revision));
  }

  private static List<String> arguments(CachedVersion version, Duration ttl, String disregarded) {
    return List.of(
        CachedVersionJson.of(version),
        Long.toString(version.revision()),
        Long.toString(ttl.toMillis()),
        version.app().value(),
        version.deleted() ? "SREM" : "SADD",
        disregarded);
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
