package org.versionservice.version;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A map that is never changed once made, and cheap to derive the next one from.
 *
 * <p>A large layer that all share, and a small one that each addition copies; the small one is
 * merged into the large one before it grows long.
 */
final class LayeredMap<K, V> {

  private static final int LONGEST_COPY = 512;

  private final Map<K, V> shared;
  private final Map<K, V> recent;

  private LayeredMap(Map<K, V> shared, Map<K, V> recent) {
    this.shared = shared;
    this.recent = recent;
  }

  /** A map of the given entries, which are not copied and must not change any more. */
  static <K, V> LayeredMap<K, V> of(Map<K, V> entries) {
    return new LayeredMap<>(entries, Map.of());
  }

  Optional<V> find(K key) {
    V value = recent.get(key);
    return Optional.ofNullable(value == null ? shared.get(key) : value);
  }

  /**
   * This map with another value for a key.
   *
   * @param kept what is worth to be kept; the others go now and then
   */
  LayeredMap<K, V> with(K key, V value, Predicate<V> kept) {
    Map<K, V> longer = new HashMap<>(recent);
    longer.put(key, value);
    if (longer.size() <= LONGEST_COPY) {
      return new LayeredMap<>(shared, longer);
    }
    Map<K, V> all = new HashMap<>(shared);
    all.putAll(longer);
    all.values().removeIf(kept.negate());
    return of(all);
  }
}
