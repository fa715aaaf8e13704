package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versionservice.version.CalendarIncrement.Scheme;

/** Tests the versions of a calendar scheme. */
class CalendarIncrementTest {

  private static final ApplicationId APP = new ApplicationId("1-app");

  @ParameterizedTest
  @CsvSource({
    "YYYY_MM, 2026-11-28T10:00:00Z, 2026.10.4, 2026.11.0",
    "YYYY_MM, 2026-11-28T10:00:00Z, 2026.11.0, 2026.11.1",
    "YYYY_MM, 2026-12-01T00:00:00Z, 2026.11.1, 2026.12.0",
    "YYYY_MM, 2026-11-30T23:59:59Z, 2026.11.1, 2026.11.2",
    "YYYY_MM, 2027-01-01T00:00:00Z, 2026.12.9, 2027.1.0",
    "YYYY_MM, 2026-11-28T10:00:00Z, 2027.1.3, 2027.1.4",
    "YYYY_MM, 2026-11-28T10:00:00Z, 2026.11.0-rc.2, 2026.11.0",
    "YYYY_MM, 2026-11-28T10:00:00Z, 2026.11.4-rc.2, 2026.11.4",
    "YYYY_MM, 2026-11-28T10:00:00Z, 1.0.0, 2026.11.0",
    "YY_MM, 2026-11-28T10:00:00Z, 26.10.4, 26.11.0",
    "YY_MM, 2026-11-28T10:00:00Z, 26.11.0, 26.11.1"
  })
  void next_atATime_isThatOfTheMonthOrTheNextPatch(
      Scheme scheme, Instant at, String from, String expected) {
    Increment increment = new CalendarIncrement(scheme, Optional.empty(), false);

    assertThat(increment.next(SemanticVersion.parse(from), at))
        .contains(SemanticVersion.parse(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-28T10:00:00Z, 2026.10.4, 2026.11.0-rc.1",
    "2026-11-28T10:00:00Z, 2026.11.0-beta.3, 2026.11.0-rc.1",
    "2026-11-28T10:00:00Z, 2026.11.0-rc.1, 2026.11.0-rc.2",
    "2026-11-28T10:00:00Z, 2026.11.0, 2026.11.1-rc.1",
    "2026-12-01T00:00:00Z, 2026.11.1-rc.1, 2026.12.0-rc.1"
  })
  void next_preRelease_leadsToTheNextVersion(Instant at, String from, String expected) {
    Increment increment = new CalendarIncrement(Scheme.YYYY_MM, Optional.of("rc"), false);

    assertThat(increment.next(SemanticVersion.parse(from), at))
        .contains(SemanticVersion.parse(expected));
    assertThat(increment.type()).isEqualTo(Transition.Type.PRERELEASE);
  }

  @ParameterizedTest
  @CsvSource({
    "YYYY_MM, 2026.11.0, true", "YYYY_MM, 2026.13.0, false", "YYYY_MM, 2026.0.4, false",
    "YYYY_MM, 26.11.0, false", "YYYY_MM, 1.4.2, false", "YYYY_MM, 10000.1.0, false",
    "YY_MM, 26.11.0, true", "YY_MM, 1.4.2, false", "YY_MM, 2026.11.0, false"
  })
  void mayFollow_version_dependsOnItsScheme(Scheme scheme, String highest, boolean expected) {
    SemanticVersion version = SemanticVersion.parse(highest);

    assertThat(new CalendarIncrement(scheme, Optional.empty(), false).mayFollow(version))
        .isEqualTo(expected);
    assertThat(new CalendarIncrement(scheme, Optional.empty(), true).mayFollow(version)).isTrue();
  }

  @Test
  void apply_toANewApp_startsTheScheme_andToAnotherOneOnlyByForce() {
    RegistryDriver driver = new RegistryDriver();

    assertThat(driver.increment("1-app", increment(false)).version()).hasToString("2026.1.0");
    assertThat(driver.increment("1-app", increment(false)).version()).hasToString("2026.1.1");
    assertThat(driver.increment("1-app", increment(false)).type().text()).isEqualTo("calver");
    driver.set("2-app", "1.4.2");
    assertThat(driver.refusal(RegistryDriver.incrementOf("2-app", increment(false))))
        .isEqualTo(Refusal.NOT_CALVER);
    assertThat(driver.increment("2-app", increment(true)).version()).hasToString("2026.1.0");
    assertThat(driver.entry("1-app").id()).isEqualTo(APP);
  }

  private static Increment increment(boolean force) {
    return new CalendarIncrement(Scheme.YYYY_MM, Optional.empty(), force);
  }
}
