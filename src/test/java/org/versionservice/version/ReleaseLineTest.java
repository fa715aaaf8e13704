package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the names of release lines and the versions that they have. */
class ReleaseLineTest {

  @Test
  void parse_oneOrTwoNumbers_isALine() {
    assertThat(ReleaseLine.parse("1")).isEqualTo(new ReleaseLine(1, OptionalLong.empty()));
    assertThat(ReleaseLine.parse("0.10")).isEqualTo(new ReleaseLine(0, OptionalLong.of(10)));
    assertThat(ReleaseLine.parse("9223372036854775807.0")).hasToString("9223372036854775807.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1.",
        ".1",
        "v1",
        "1.x",
        "1.2.3",
        "01",
        "1.02",
        "-1",
        "1.-2",
        " 1",
        "1\n",
        "9223372036854775808",
        "١"
      })
  void parse_anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> ReleaseLine.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1.0.0, true", "1, 1.9.3-rc.1, true", "1, 2.0.0, false", "1, 0.1.0, false",
    "1.4, 1.4.0-rc.1, true", "1.4, 1.4.7+b, true", "1.4, 1.40.0, false", "1.4, 1.5.0, false",
    "1.4, 2.4.0, false"
  })
  void contains_version_decidesByItsNumbers(String line, String version, boolean expected) {
    assertThat(ReleaseLine.parse(line).contains(SemanticVersion.parse(version)))
        .isEqualTo(expected);
  }

  @Test
  void compareTo_others_sortsByNumber() {
    List<ReleaseLine> sorted =
        Stream.of("1", "1.0", "1.2", "1.10", "2", "10").map(ReleaseLine::parse).toList();

    assertThat(sorted.stream().sorted(java.util.Comparator.reverseOrder()).sorted())
        .containsExactlyElementsOf(sorted);
  }
}
