package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tests that a trie has the same entries as a hash map after the same additions. */
class HashTriePropertyTest {

  /** A key, of which many may have the same hash. */
  private record Key(int number, int hash) {

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private record Addition(Key key, int value) {}

  @Provide
  Arbitrary<Map<Key, Integer>> maps() {
    return Arbitraries.maps(keys(), Arbitraries.integers().between(0, 1_000)).ofMaxSize(300);
  }

  @Provide
  Arbitrary<List<Addition>> additions() {
    return Combinators.combine(keys(), Arbitraries.integers().between(0, 1_000))
        .as(Addition::new)
        .list()
        .ofMaxSize(300);
  }

  private static Arbitrary<Key> keys() {
    Arbitrary<Integer> hashes =
        Arbitraries.oneOf(
            Arbitraries.integers(), Arbitraries.of(0, 1, -1), Arbitraries.integers().between(0, 9));
    return Combinators.combine(Arbitraries.integers().between(0, 99), hashes).as(Key::new);
  }

  @Property(tries = 100)
  void with_anyAdditions_hasTheEntriesOfAMap(
      @ForAll("maps") Map<Key, Integer> start, @ForAll("additions") List<Addition> additions) {
    Map<Key, Integer> map = new HashMap<>(start);
    HashTrie<Key, Integer> before = HashTrie.of(start);
    HashTrie<Key, Integer> trie = before;
    for (Addition addition : additions) {
      map.put(addition.key(), addition.value());
      trie = trie.with(addition.key(), addition.value(), value -> true);
    }

    check(trie, map);
    start.forEach((key, value) -> assertThat(before.find(key)).contains(value));
    for (Addition addition : additions) {
      assertThat(before.find(addition.key()))
          .isEqualTo(Optional.ofNullable(start.get(addition.key())));
    }
  }

  @Property(tries = 50)
  void with_valuesThatAreNotKept_keepsAllOthers(
      @ForAll("maps") Map<Key, Integer> start, @ForAll("additions") List<Addition> additions) {
    Map<Key, Integer> map = new HashMap<>(start);
    HashTrie<Key, Integer> trie = HashTrie.of(start);
    for (Addition addition : additions) {
      map.put(addition.key(), addition.value());
      trie = trie.with(addition.key(), addition.value(), value -> value >= 500);
    }

    map.values().removeIf(value -> value < 500);
    check(trie, map);
  }

  private static void check(HashTrie<Key, Integer> trie, Map<Key, Integer> map) {
    map.forEach((key, value) -> assertThat(trie.find(key)).contains(value));
    assertThat(trie.find(new Key(100, 0))).isEmpty();
  }
}
