package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Tests the text and the order of arbitrary versions. */
class SemanticVersionPropertyTest {

  @Property(tries = 300)
  void parse_printedVersion_isTheSame(@ForAll(supplier = AnyVersion.class) SemanticVersion any) {
    assertThat(SemanticVersion.parse(any.toString())).isEqualTo(any);
  }

  @Property(tries = 300)
  void compareTo_twoVersions_isAntisymmetric(
      @ForAll(supplier = AnyVersion.class) SemanticVersion a,
      @ForAll(supplier = AnyVersion.class) SemanticVersion b) {
    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
  }

  @Property(tries = 300)
  void compareTo_twoVersions_isZeroOnlyIfBuildMetadataIsAllThatDiffers(
      @ForAll(supplier = AnyVersion.class) SemanticVersion a,
      @ForAll(supplier = AnyVersion.class) SemanticVersion b) {
    assertThat(a.compareTo(b) == 0)
        .isEqualTo(withBuild(a, List.of()).equals(withBuild(b, List.of())));
  }

  @Property(tries = 300)
  void compareTo_threeVersions_isTransitive(
      @ForAll(supplier = AnyVersion.class) SemanticVersion a,
      @ForAll(supplier = AnyVersion.class) SemanticVersion b,
      @ForAll(supplier = AnyVersion.class) SemanticVersion c) {
    List<SemanticVersion> sorted = Stream.of(a, b, c).sorted().toList();

    assertThat(sorted.get(0)).isLessThanOrEqualTo(sorted.get(1));
    assertThat(sorted.get(1)).isLessThanOrEqualTo(sorted.get(2));
    assertThat(sorted.get(0)).isLessThanOrEqualTo(sorted.get(2));
  }

  @Property(tries = 300)
  void compareTo_otherBuildMetadata_makesNoDifference(
      @ForAll(supplier = AnyVersion.class) SemanticVersion a,
      @ForAll(supplier = AnyVersion.class) SemanticVersion b) {
    assertThat(withBuild(a, b.build())).isEqualByComparingTo(a);
    assertThat(withBuild(a, b.build()).compareTo(b)).isEqualTo(a.compareTo(b));
  }

  @Property(tries = 300)
  void compareTo_preRelease_isBelowItsRelease(
      @ForAll(supplier = AnyVersion.class) SemanticVersion any) {
    assertThat(any.compareTo(any.release()) < 0).isEqualTo(any.isPreRelease());
  }

  @Property(tries = 300)
  void max_twoVersions_isNotBelowEither(
      @ForAll(supplier = AnyVersion.class) SemanticVersion a,
      @ForAll(supplier = AnyVersion.class) SemanticVersion b) {
    assertThat(SemanticVersion.max(a, b))
        .isIn(a, b)
        .isGreaterThanOrEqualTo(a)
        .isGreaterThanOrEqualTo(b);
  }

  private static SemanticVersion withBuild(SemanticVersion version, List<String> build) {
    return new SemanticVersion(
        version.major(), version.minor(), version.patch(), version.preRelease(), build);
  }
}
