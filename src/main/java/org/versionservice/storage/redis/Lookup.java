package org.versionservice.storage.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.versionservice.version.ApplicationId;
import redis.clients.jedis.Jedis;

/** Finds entries in Redis that are newer than a reader's. */
final class Lookup {

  /** The revision of an app that the reader does not know. */
  static final long NOTHING = -1;

  /**
   * An app to look up.
   *
   * @param known the reader's revision; negative if it has none
   */
  record Wanted(ApplicationId app, long known) {}

  /**
   * The result of a search.
   *
   * @param newer the entries that are newer than the reader's
   * @param missing the number of entries that the reader has and Redis lacks
   */
  record Found(List<CachedVersion> newer, int missing) {}

  /** Redis reads this number of keys in some milliseconds. */
  private static final int KEYS_PER_COMMAND = 10_000;

  private final List<CachedVersion> newer = new ArrayList<>();
  private int missing;

  private Lookup() {}

  static Found find(Jedis redis, List<Wanted> wanted) {
    Lookup lookup = new Lookup();
    for (int from = 0; from < wanted.size(); from += KEYS_PER_COMMAND) {
      List<Wanted> some = wanted.subList(from, Math.min(wanted.size(), from + KEYS_PER_COMMAND));
      byte[][] keys = some.stream().map(Wanted::app).map(RedisKeys::bytes).toArray(byte[][]::new);
      List<byte @Nullable []> texts = redis.mget(keys);
      for (int i = 0; i < keys.length; i++) {
        lookup.take(some.get(i), texts.get(i));
      }
    }
    return new Found(lookup.newer, lookup.missing);
  }

  private void take(Wanted wanted, byte @Nullable [] text) {
    if (text == null) {
      missing += wanted.known() > NOTHING ? 1 : 0;
      return;
    }
    OptionalLong revision = CachedVersionJson.revision(text);
    if (revision.isEmpty() || revision.getAsLong() > wanted.known()) {
      Optional<CachedVersion> version = CachedVersionJson.parse(wanted.app(), text);
      version.filter(found -> found.revision() > wanted.known()).ifPresent(newer::add);
    }
  }
}
