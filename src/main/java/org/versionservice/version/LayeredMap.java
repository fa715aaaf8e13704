package org.versionservice.version;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An immutable map to which an entry is cheap to add.
 *
 * <p>Successive maps share a large layer. Each addition copies a small layer, which is merged into
 * the large one when it grows too long.
 */
final class LayeredMap<K, V> {

  private static final int LONGEST_COPY = 512;

  private final Map<K, V> shared;
  private final Map<K, V> recent;

  private LayeredMap(Map<K, V> shared, Map<K, V> recent) {
    this.shared = shared;
    this.recent = recent;
  }

  /** Returns a map of the entries, which are not copied and must not change afterwards. */
  static <K, V> LayeredMap<K, V> of(Map<K, V> entries) {
    return new LayeredMap<>(entries, Map.of());
  }

  Optional<V> find(K key) {
    V value = recent.get(key);
    return Optional.ofNullable(value == null ? shared.get(key) : value);
  }

  /**
   * Returns this map with another value for a key.
   *
   * @param kept which values to keep; a merge of the layers removes the others
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
