package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.version.Increment.Level;
import org.versionservice.version.Increment.Promotion;
import org.versionservice.version.Increment.ToPreRelease;
import org.versionservice.version.Increment.ToRelease;

/**
 * Compares increments with tables of node-semver's results, and of the service's own where a
 * version would otherwise decrease.
 */
class IncrementTest {

  @ParameterizedTest
  @CsvSource({
    "1.2.3, MAJOR, 2.0.0",
    "1.2.3, MINOR, 1.3.0",
    "1.2.3, PATCH, 1.2.4",
    "0.0.0, MAJOR, 1.0.0",
    "0.0.0, MINOR, 0.1.0",
    "0.0.0, PATCH, 0.0.1",
    "1.9.9, PATCH, 1.9.10",
    "1.2.3-tag, MAJOR, 2.0.0",
    "1.2.3-tag, MINOR, 1.3.0",
    "1.2.4-rc.2, PATCH, 1.2.4",
    "1.2.0-0, PATCH, 1.2.0",
    "1.3.0-rc.1, MINOR, 1.3.0",
    "1.3.1-rc.1, MINOR, 1.4.0",
    "2.0.0-rc.1, MINOR, 2.0.0",
    "2.0.0-rc.1, MAJOR, 2.0.0",
    "2.1.0-rc.1, MAJOR, 3.0.0",
    "2.0.1-rc.1, MAJOR, 3.0.0",
    "1.2.3+build.5, PATCH, 1.2.4",
    "1.2.3-rc.1+build.5, PATCH, 1.2.3",
    "1.2.3+build.5, MAJOR, 2.0.0"
  })
  void next_toRelease_isThatOfNodeSemver(String from, Level level, String expected) {
    assertNext(new ToRelease(level), from, expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3, PATCH, rc, 1.2.4-rc.1",
    "1.2.3, MINOR, rc, 1.3.0-rc.1",
    "1.2.3, MAJOR, rc, 2.0.0-rc.1",
    "1.2.4-rc.1, PATCH, rc, 1.2.4-rc.2",
    "1.2.4-rc.9, PATCH, rc, 1.2.4-rc.10",
    "1.3.0-rc.1, MINOR, rc, 1.3.0-rc.2",
    "2.0.0-rc.1, MAJOR, rc, 2.0.0-rc.2",
    "1.2.4-beta.7, PATCH, rc, 1.2.4-rc.1",
    "1.2.4-rc.0, PATCH, rc, 1.2.4-rc.1",
    "1.2.4-rc, PATCH, rc, 1.2.4-rc.1",
    "1.2.4-5, PATCH, rc, 1.2.4-rc.1",
    "1.2.3+b, PATCH, rc, 1.2.4-rc.1",
    "1.2.4-rc.1+b, PATCH, rc, 1.2.4-rc.2"
  })
  void next_toPreRelease_countsFromOne(
      String from, Level base, String identifier, String expected) {
    assertNext(new ToPreRelease(base, identifier), from, expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1.3.0-rc.2, PATCH, rc, 1.3.0-rc.3",
    "2.0.0-rc.2, MINOR, rc, 2.0.0-rc.3",
    "1.3.1-rc.1, MINOR, rc, 1.4.0-rc.1",
    "1.3.0-rc.1, MAJOR, rc, 2.0.0-rc.1",
    "1.3.1-zeta.4, MINOR, rc, 1.4.0-rc.1"
  })
  void next_toPreReleaseOfAnotherBase_leadsToTheBase(
      String from, Level base, String identifier, String expected) {
    assertNext(new ToPreRelease(base, identifier), from, expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.4-rc.2, PATCH, beta, 1.2.5-beta.1",
    "1.3.0-rc.2, MINOR, beta, 1.3.1-beta.1",
    "2.0.0-rc.2, MAJOR, beta, 2.0.1-beta.1",
    "1.2.4-rc.x, PATCH, rc, 1.2.5-rc.1",
    "1.2.4-rc.2, PATCH, RC, 1.2.5-RC.1"
  })
  void next_identifierThatWouldSortBelow_movesOnToTheNextPatch(
      String from, Level base, String identifier, String expected) {
    assertNext(new ToPreRelease(base, identifier), from, expected);
  }

  @ParameterizedTest
  @CsvSource({"1.2.4-rc.2, 1.2.4", "2.0.0-0, 2.0.0", "1.2.4-rc.2+b, 1.2.4"})
  void next_promotionOfPreRelease_isItsRelease(String from, String expected) {
    assertNext(new Promotion(), from, expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.4", "0.0.0", "1.2.4+b"})
  void next_promotionOfRelease_isRefused(String from) {
    assertThat(new Promotion().next(SemanticVersion.parse(from))).isEmpty();
    assertThat(new Promotion().refusal()).isEqualTo(Refusal.NOT_A_PRERELEASE);
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807.0.0, MAJOR",
    "0.9223372036854775807.0, MINOR",
    "0.0.9223372036854775807, PATCH",
    "9223372036854775807.1.0-rc.1, MAJOR"
  })
  void next_largestNumber_isExhausted(String from, Level level) {
    assertExhausted(new ToRelease(level), from);
    assertExhausted(new ToPreRelease(level, "rc"), from);
  }

  @ParameterizedTest
  @CsvSource({"1.0.0-rc.9223372036854775807, rc", "1.0.9223372036854775807-rc.1, beta"})
  void next_largestPreRelease_isExhausted(String from, String identifier) {
    assertExhausted(new ToPreRelease(Level.PATCH, identifier), from);
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775806.0.0, MAJOR, 9223372036854775807.0.0",
    "9223372036854775807.0.0, MINOR, 9223372036854775807.1.0",
    "0.9223372036854775807.0, MAJOR, 1.0.0",
    "0.9223372036854775807.0-rc.1, MINOR, 0.9223372036854775807.0",
    "0.0.9223372036854775807-rc.1, PATCH, 0.0.9223372036854775807"
  })
  void next_largestNumberElsewhere_isNotExhausted(String from, Level level, String expected) {
    assertNext(new ToRelease(level), from, expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "01", "a.b", "a_b", "a+b", "rc\n", "\u00e4", "\u0661"})
  void newToPreRelease_textThatIsNoWord_isRefused(String identifier) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ToPreRelease(Level.PATCH, identifier));
  }

  @Test
  void newToPreRelease_identifier_hasAtMost64Characters() {
    assertNext(
        new ToPreRelease(Level.PATCH, "a".repeat(64)), "1.0.0", "1.0.1-" + "a".repeat(64) + ".1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ToPreRelease(Level.PATCH, "a".repeat(65)));
  }

  @ParameterizedTest
  @EnumSource(Level.class)
  void type_everyIncrement_isItsNameInCommits(Level level) {
    assertThat(new ToRelease(level).type()).hasToString(level.name());
    assertThat(new ToPreRelease(level, "rc").type().text()).isEqualTo("prerelease");
    assertThat(new Promotion().type().text()).isEqualTo("release");
  }

  private static void assertNext(Increment increment, String from, String expected) {
    assertThat(increment.next(SemanticVersion.parse(from)))
        .contains(SemanticVersion.parse(expected));
  }

  private static void assertExhausted(Increment increment, String from) {
    assertThat(increment.next(SemanticVersion.parse(from))).isEmpty();
    assertThat(increment.refusal()).isEqualTo(Refusal.VERSION_EXHAUSTED);
  }
}
