package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionFormatTest {

  private static final Pattern PYTHON =
      Pattern.compile(
          "(\\d+)\\.(\\d+)\\.(\\d+)(?:(a|b|rc)(\\d+))?(?:\\.dev(\\d+))?(?:\\+[a-z0-9.]+)?");

  /** The order of PEP 440, for the versions that the format prints. */
  private static final Comparator<String> PYTHON_ORDER =
      Comparator.<String>comparingLong(text -> number(text, 1))
          .thenComparingLong(text -> number(text, 2))
          .thenComparingLong(text -> number(text, 3))
          .thenComparing(VersionFormatTest::phase)
          .thenComparingLong(text -> number(text, 5))
          .thenComparingLong(text -> number(text, 6));

  private static Matcher python(String text) {
    Matcher matcher = PYTHON.matcher(text);
    assertThat(matcher.matches()).as(text).isTrue();
    return matcher;
  }

  /** Returns a number; what is missing is above all numbers. */
  private static long number(String text, int group) {
    return Optional.ofNullable(python(text).group(group))
        .map(Long::parseLong)
        .orElse(Long.MAX_VALUE);
  }

  private static String phase(String text) {
    Matcher matcher = python(text);
    String none = matcher.group(6) == null ? "z" : "";
    return Optional.ofNullable(matcher.group(4)).orElse(none);
  }

  @ParameterizedTest
  @CsvSource({
    "pep440, 1.2.3, 1.2.3",
    "pep440, 1.2.3-rc.1, 1.2.3rc1",
    "pep440, 1.2.3-beta.1, 1.2.3b1",
    "pep440, 1.2.3-alpha.12, 1.2.3a12",
    "pep440, 1.2.3+Build-7.001, 1.2.3+build.7.001",
    "pep440, 1.2.3+-, 1.2.3",
    "pep440, 1.2.4-0.dev.20261128090503.g4f2a9c1, 1.2.4.dev20261128090503+g4f2a9c1",
    "pep440, 1.2.4-rc.1.0.dev.20261128090503.g4f2a9c1, 1.2.4rc2.dev20261128090503+g4f2a9c1",
    "docker, 1.2.3-rc.1+build.7, 1.2.3-rc.1_build.7",
    "assembly, 1.2.3, 1.2.3.0",
    "assembly, 65534.0.65534+build, 65534.0.65534.0",
    "semver, 1.2.3-rc.1+build.7, 1.2.3-rc.1+build.7"
  })
  void of_anExpressibleVersion(String format, String version, String expected) {
    assertThat(VersionFormat.find(format).orElseThrow().of(SemanticVersion.parse(version)))
        .contains(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "pep440, 1.2.4-dev-4f2a9c1",
    "pep440, 1.2.4-rc.1.dev-4f2a9c1",
    "pep440, 1.2.4-preview.1",
    "pep440, 1.2.4-rc",
    "pep440, 1.2.4-RC.1",
    "pep440, 1.2.4-rc.1.2",
    "pep440, 1.2.4-rc.x",
    "pep440, 1.2.4-0.dev.20261128090503.4f2a9c1",
    "pep440, 1.2.4-rc.9223372036854775807.0.dev.20261128090503.g4f2a9c1",
    "assembly, 1.2.3-rc.1",
    "assembly, 65535.0.0",
    "assembly, 1.2.65535"
  })
  void of_anotherVersion_isEmpty(String format, String version) {
    assertThat(VersionFormat.find(format).orElseThrow().of(SemanticVersion.parse(version)))
        .isEmpty();
  }

  @Test
  void docker_ofMoreThan128Characters_isEmpty() {
    String most = "1.2.3-" + "a".repeat(122);
    assertThat(VersionFormat.DOCKER.of(SemanticVersion.parse(most))).contains(most);
    assertThat(VersionFormat.DOCKER.of(SemanticVersion.parse(most + "a"))).isEmpty();
  }

  @Test
  void find_ofAnotherName_isEmpty() {
    assertThat(VersionFormat.find("maven")).isEmpty();
    assertThat(VersionFormat.find("SEMVER")).isEmpty();
  }

  @Provide
  Arbitrary<SemanticVersion> releaseOrCandidate() {
    Arbitrary<Long> small = Arbitraries.longs().between(0, 2);
    Arbitrary<String> names = Arbitraries.of("", "alpha", "beta", "rc");
    Arbitrary<Optional<Long>> seconds = Arbitraries.longs().between(0, 2).optional();
    return Combinators.combine(small, small, names, small, seconds)
        .as(
            (minor, patch, name, number, second) -> {
              SemanticVersion release = SemanticVersion.of(1, minor, patch);
              SemanticVersion version =
                  name.isEmpty() ? release : release.withPreRelease(name, number.toString());
              return second.map(at -> dev(at).after(version).orElseThrow()).orElse(version);
            });
  }

  private static DevBuild dev(long second) {
    Instant at = Instant.parse("2026-11-28T09:05:03Z").plusSeconds(second);
    return new DevBuild(new SourceSha("4f2a9c1"), Optional.of(at));
  }

  @Property
  void pep440_keepsTheOrder(
      @ForAll("releaseOrCandidate") SemanticVersion one,
      @ForAll("releaseOrCandidate") SemanticVersion other) {
    String first = VersionFormat.PEP440.of(one).orElseThrow();
    String second = VersionFormat.PEP440.of(other).orElseThrow();
    assertThat(Integer.signum(PYTHON_ORDER.compare(first, second)))
        .as("%s and %s", first, second)
        .isEqualTo(Integer.signum(one.compareTo(other)));
  }
}
