package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DevBuildTest {

  private static final SourceSha SHA = new SourceSha("0000001d0a2b");
  private static final Instant AT = Instant.parse("2026-11-28T09:05:03Z");

  @ParameterizedTest
  @CsvSource({
    "1.2.3, 1.2.4-dev-0000001",
    "1.2.4-rc.1, 1.2.4-rc.1.dev-0000001",
    "1.2.3+build, 1.2.4-dev-0000001",
    "1.2.4-x+build, 1.2.4-x.dev-0000001"
  })
  void after_withoutTime_isNamedBySha(String version, String expected) {
    assertThat(new DevBuild(SHA, Optional.empty()).after(SemanticVersion.parse(version)))
        .map(SemanticVersion::toString)
        .contains(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3, 1.2.4-0.dev.20261128090503.g0000001",
    "1.2.4-rc.1, 1.2.4-rc.1.0.dev.20261128090503.g0000001"
  })
  void after_withTime_isNamedByBoth(String version, String expected) {
    assertThat(new DevBuild(SHA, Optional.of(AT)).after(SemanticVersion.parse(version)))
        .map(SemanticVersion::toString)
        .contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.3", "1.2.4-alpha.1", "1.2.4-rc.1", "1.2.4-rc.9.dev.1"})
  void after_isAbove_andBelowWhatFollows(String text) {
    SemanticVersion version = SemanticVersion.parse(text);
    SemanticVersion first = new DevBuild(SHA, Optional.of(AT)).after(version).orElseThrow();
    SemanticVersion later =
        new DevBuild(new SourceSha("abcdef0"), Optional.of(AT.plusSeconds(1)))
            .after(version)
            .orElseThrow();
    assertThat(first).isGreaterThan(version);
    assertThat(later).isGreaterThan(first);
    for (String identifier : new String[] {"alpha", "beta", "rc"}) {
      new Increment.ToPreRelease(Increment.Level.PATCH, identifier)
          .next(version)
          .ifPresent(next -> assertThat(next).isGreaterThan(later));
    }
    assertThat(new Increment.ToRelease(Increment.Level.PATCH).next(version).orElseThrow())
        .isGreaterThan(later);
  }

  @Test
  void after_theLastPatch_isEmpty() {
    SemanticVersion last = SemanticVersion.of(1, 2, Long.MAX_VALUE);
    assertThat(new DevBuild(SHA, Optional.empty()).after(last)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0999-12-31T23:59:59Z", "+10000-01-01T00:00:00Z"})
  void time_outsideTheYears_isRefused(String time) {
    Optional<Instant> at = Optional.of(Instant.parse(time));
    assertThatIllegalArgumentException().isThrownBy(() -> new DevBuild(SHA, at));
  }
}
