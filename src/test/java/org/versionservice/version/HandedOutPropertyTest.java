package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tests the table of highest versions against a search of all of them. */
class HandedOutPropertyTest {

  @Provide
  Arbitrary<List<SemanticVersion>> versions() {
    return AnyVersion.small().list().ofMaxSize(30);
  }

  @Provide
  Arbitrary<ReleaseLine> lines() {
    return Arbitraries.of("0", "1", "2", "0.0", "0.1", "1.0", "1.1", "1.2", "2.1", "3.0")
        .map(ReleaseLine::parse);
  }

  @Property(tries = 300)
  void highest_ofALine_isThatOfAllItsVersions(
      @ForAll("versions") List<SemanticVersion> versions, @ForAll("lines") ReleaseLine line) {
    HandedOut table = with(versions);

    assertSame(table.highest(line), versions.stream().filter(line::contains).toList());
    assertSame(table.highest(), versions);
    assertThat(table).isEqualTo(HandedOut.of(table.versions()));
    assertThat(table.versions()).isSorted();
  }

  @Property(tries = 300)
  void with_anotherTable_hasTheVersionsOfBoth(
      @ForAll("versions") List<SemanticVersion> some,
      @ForAll("versions") List<SemanticVersion> others,
      @ForAll("lines") ReleaseLine line) {
    HandedOut both = with(some).with(with(others));
    HandedOut raised = with(some).raisedTo(with(others));

    List<SemanticVersion> all = new java.util.ArrayList<>(some);
    all.addAll(others);
    assertSame(both.highest(line), all.stream().filter(line::contains).toList());
    assertThat(raised.versions().stream().map(ReleaseLine::of))
        .containsExactlyElementsOf(with(some).versions().stream().map(ReleaseLine::of).toList());
    assertThat(raised.versions())
        .allSatisfy(version -> assertThat(both.highest(ReleaseLine.of(version))).contains(version));
  }

  private static HandedOut with(List<SemanticVersion> versions) {
    HandedOut table = HandedOut.NONE;
    for (SemanticVersion version : versions) {
      table = table.with(version);
    }
    return table;
  }

  private static void assertSame(Optional<SemanticVersion> found, List<SemanticVersion> versions) {
    Optional<SemanticVersion> expected = versions.stream().reduce(SemanticVersion::max);
    assertThat(found.isPresent()).isEqualTo(expected.isPresent());
    expected.ifPresent(top -> assertThat(found.get()).isEqualByComparingTo(top));
  }
}
