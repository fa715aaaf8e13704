package org.versionservice.version;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An immutable map to which an entry is cheap to add, however many it has: a hash trie.
 *
 * <p>An addition copies one leaf and the branches above it; all others are shared.
 */
final class HashTrie<K, V> {

  static final int MAX_LEAF = 32;

  /** The bits of a hash that choose a child. */
  private static final int BITS = 3;

  /** A leaf with all bits of a hash above it has any number of entries. */
  private static final int MAX_SHIFT = Integer.SIZE - BITS;

  /** An odd number, so that different hashes remain different: 2^32 divided by the golden ratio. */
  private static final int SPREAD = 0x9E3779B9;

  private sealed interface Node<K, V> {}

  private record Leaf<K, V>(Map<K, V> entries) implements Node<K, V> {}

  private record Branch<K, V>(List<Node<K, V>> children) implements Node<K, V> {}

  private final Node<K, V> root;

  private HashTrie(Node<K, V> root) {
    this.root = root;
  }

  static <K, V> HashTrie<K, V> of(Map<K, V> entries) {
    return new HashTrie<>(node(entries.entrySet(), 0));
  }

  Optional<V> find(K key) {
    Node<K, V> node = root;
    for (int shift = 0; node instanceof Branch<K, V> branch; shift += BITS) {
      node = branch.children().get(index(key, shift));
    }
    return Optional.ofNullable(((Leaf<K, V>) node).entries().get(key));
  }

  /** Returns all entries in no particular order; none is copied. */
  Iterable<Map.Entry<K, V>> entries() {
    List<Leaf<K, V>> leaves = new ArrayList<>();
    addLeaves(root, leaves);
    return () -> leaves.stream().flatMap(leaf -> leaf.entries().entrySet().stream()).iterator();
  }

  private static <K, V> void addLeaves(Node<K, V> node, List<Leaf<K, V>> leaves) {
    if (node instanceof Branch<K, V> branch) {
      branch.children().forEach(child -> addLeaves(child, leaves));
    } else {
      leaves.add((Leaf<K, V>) node);
    }
  }

  /**
   * Returns this map with another value for a key.
   *
   * @param kept which values to keep; each addition removes some of the others
   */
  HashTrie<K, V> with(K key, V value, Predicate<V> kept) {
    return new HashTrie<>(with(root, 0, key, value, kept));
  }

  private static <K, V> Node<K, V> with(
      Node<K, V> node, int shift, K key, V value, Predicate<V> kept) {
    if (node instanceof Branch<K, V> branch) {
      List<Node<K, V>> children = new ArrayList<>(branch.children());
      int index = index(key, shift);
      children.set(index, with(children.get(index), shift + BITS, key, value, kept));
      return new Branch<>(children);
    }
    Map<K, V> entries = new HashMap<>(((Leaf<K, V>) node).entries());
    entries.values().removeIf(kept.negate());
    entries.put(key, value);
    return node(entries.entrySet(), shift);
  }

  private static <K, V> Node<K, V> node(Collection<Map.Entry<K, V>> entries, int shift) {
    if (entries.size() <= MAX_LEAF || shift > MAX_SHIFT) {
      return new Leaf<>(
          entries.stream()
              .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
    List<List<Map.Entry<K, V>>> parts =
        Stream.generate(() -> (List<Map.Entry<K, V>>) new ArrayList<Map.Entry<K, V>>())
            .limit(1 << BITS)
            .toList();
    entries.forEach(entry -> parts.get(index(entry.getKey(), shift)).add(entry));
    return new Branch<>(parts.stream().map(part -> node(part, shift + BITS)).toList());
  }

  private static int index(Object key, int shift) {
    return ((key.hashCode() * SPREAD) << shift) >>> MAX_SHIFT;
  }
}
