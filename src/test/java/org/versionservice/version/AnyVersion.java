package org.versionservice.version;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Supplies versions that are often close to each other and sometimes at the limits. */
public final class AnyVersion implements ArbitrarySupplier<SemanticVersion> {

  @Override
  public Arbitrary<SemanticVersion> get() {
    return withNumbers(
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.longs().between(0, 2)),
            Tuple.of(1, Arbitraries.longs().between(0, Long.MAX_VALUE)),
            Tuple.of(1, Arbitraries.just(Long.MAX_VALUE))));
  }

  /** Returns versions below the highest possible one. */
  static Arbitrary<SemanticVersion> small() {
    return withNumbers(Arbitraries.longs().between(0, 4));
  }

  private static Arbitrary<SemanticVersion> withNumbers(Arbitrary<Long> numbers) {
    Arbitrary<List<String>> preRelease = identifiers(preReleaseIdentifiers(numbers));
    Arbitrary<List<String>> build = identifiers(texts());
    return Combinators.combine(numbers, numbers, numbers, preRelease, build)
        .as(SemanticVersion::new);
  }

  private static Arbitrary<List<String>> identifiers(Arbitrary<String> identifier) {
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.just(List.of())),
        Tuple.of(2, identifier.list().ofMinSize(1).ofMaxSize(3)));
  }

  private static Arbitrary<String> preReleaseIdentifiers(Arbitrary<Long> numbers) {
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.of("alpha", "beta", "rc", "RC", "rc1", "-", "0a", "x-1")),
        Tuple.of(3, numbers.map(number -> Long.toString(number))),
        Tuple.of(1, texts().filter(text -> !SemanticVersion.isNumeric(text))));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withCharRange('0', '9')
        .withCharRange('A', 'Z')
        .withCharRange('a', 'z')
        .withChars('-')
        .ofMinLength(1)
        .ofMaxLength(8);
  }
}
