package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests versions by the examples of semver.org and by the service's own limits. */
class SemanticVersionTest {

  private static final String LARGEST = "9223372036854775807";
  private static final String TOO_LARGE = "9223372036854775808";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.4",
        "1.2.3",
        "10.20.30",
        "1.1.2-prerelease+meta",
        "1.1.2+meta",
        "1.1.2+meta-valid",
        "1.0.0-alpha",
        "1.0.0-beta",
        "1.0.0-alpha.beta",
        "1.0.0-alpha.beta.1",
        "1.0.0-alpha.1",
        "1.0.0-alpha0.valid",
        "1.0.0-alpha.0valid",
        "1.0.0-alpha-a.b-c-somethinglong+build.1-aef.1-its-okay",
        "1.0.0-rc.1+build.1",
        "2.0.0-rc.1+build.123",
        "1.2.3-beta",
        "10.2.3-DEV-SNAPSHOT",
        "1.2.3-SNAPSHOT-123",
        "1.0.0",
        "2.0.0",
        "1.1.7",
        "2.0.0+build.1848",
        "2.0.1-alpha.1227",
        "1.0.0-alpha+beta",
        "1.2.3----RC-SNAPSHOT.12.9.1--.12+788",
        "1.2.3----R-S.12.9.1--.12+meta",
        "1.2.3----RC-SNAPSHOT.12.9.1--.12",
        "1.0.0+0.build.1-rc.10000aaa-kk-0.1",
        "1.0.0-0A.is.legal",
        "0.0.0",
        "1.0.0-0",
        "1.0.0+001"
      })
  void parse_validText_printsTheSame(String text) {
    assertThat(SemanticVersion.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1.2",
        "1.2.3-0123",
        "1.2.3-0123.0123",
        "1.1.2+.123",
        "+invalid",
        "-invalid",
        "-invalid+invalid",
        "-invalid.01",
        "alpha",
        "alpha.beta",
        "alpha.beta.1",
        "alpha.1",
        "alpha+beta",
        "alpha_beta",
        "alpha.",
        "alpha..",
        "beta",
        "1.0.0-alpha_beta",
        "-alpha.",
        "1.0.0-alpha..",
        "1.0.0-alpha..1",
        "1.0.0-alpha...1",
        "1.0.0-alpha....1",
        "1.0.0-alpha.....1",
        "1.0.0-alpha......1",
        "1.0.0-alpha.......1",
        "01.1.1",
        "1.01.1",
        "1.1.01",
        "1.2.3.DEV",
        "1.2-SNAPSHOT",
        "1.2.31.2.3----RC-SNAPSHOT.12.09.1--..12+788",
        "1.2-RC-SNAPSHOT",
        "-1.0.3-gamma+b7718",
        "+justmeta",
        "9.8.7+meta+meta",
        "9.8.7-whatever+meta+meta",
        "99999999999999999999999.999999999999999999.99999999999999999"
            + "----RC-SNAPSHOT.12.09.1--------------------------------..12"
      })
  void parse_invalidTextOfSemVer_isRefused(String text) {
    assertRefused(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 1.2.3",
        "1.2.3 ",
        "1.2.3\n",
        "1.2.3-rc.1\n",
        "1.2.3+b\n",
        "v1.2.3",
        "1.2.3-",
        "1.2.3+",
        "1.2.3-+b",
        "1.2.3-.a",
        "1.2.3-a.+b",
        "1.2.3+b.",
        "1.2.3-00",
        "00.0.0",
        "\u0661.2.3",
        "1.\uff12.3",
        "1.2.\u0969",
        "1.2.3-\u0661",
        "1.2.3-\u00e4",
        "1.2.3+\u00e4"
      })
  void parse_textThatOnlyLooksLikeAVersion_isRefused(String text) {
    assertRefused(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s.0.0", "0.%s.0", "0.0.%s", "0.0.0-%s", "0.0.0-rc.%s"})
  void parse_number_goesUpToTheLargestLong(String form) {
    String largest = form.formatted(LARGEST);

    assertThat(SemanticVersion.parse(largest)).hasToString(largest);
    assertRefused(form.formatted(TOO_LARGE));
    assertRefused(form.formatted("99999999999999999999999"));
  }

  @Test
  void parse_numberInBuildMetadata_hasNoLimit() {
    assertThat(SemanticVersion.parse("1.0.0+" + TOO_LARGE).build()).containsExactly(TOO_LARGE);
  }

  @Test
  void parse_longText_hasAtMost256Characters() {
    String longest = "1.0.0-" + "a".repeat(250);

    assertThat(SemanticVersion.parse(longest)).hasToString(longest);
    assertRefused(longest + "a");
    assertRefused("1.0.0+" + "a".repeat(251));
  }

  @Test
  void parse_invalidText_isNotRepeatedInTheMessage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SemanticVersion.parse("1.2.secret"))
        .withMessageNotContaining("secret");
  }

  @Test
  void parse_allParts_areTakenApart() {
    assertThat(SemanticVersion.parse("1.2.3-rc.4+b.005"))
        .isEqualTo(new SemanticVersion(1, 2, 3, List.of("rc", "4"), List.of("b", "005")));
  }

  @Test
  void new_partsThatNoTextHas_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> SemanticVersion.of(-1, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> SemanticVersion.of(0, -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> SemanticVersion.of(0, 0, -1));
    SemanticVersion release = SemanticVersion.of(1, 0, 0);
    for (String identifier : List.of("", "a.b", "a+b", "01", TOO_LARGE)) {
      assertThatIllegalArgumentException().isThrownBy(() -> release.withPreRelease(identifier));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SemanticVersion(1, 0, 0, List.of(), List.of("a.b")));
  }

  @Test
  void release_ofPreReleaseWithBuild_hasNeither() {
    SemanticVersion version = SemanticVersion.parse("1.2.3-rc.1+b");

    assertThat(version.isPreRelease()).isTrue();
    assertThat(version.release()).hasToString("1.2.3");
    assertThat(version.release().isPreRelease()).isFalse();
    assertThat(version.withPreRelease("beta", "2")).hasToString("1.2.3-beta.2");
  }

  private static void assertRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> SemanticVersion.parse(text));
  }
}
