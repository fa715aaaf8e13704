package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the order of versions by the examples of SemVer §11. */
class SemanticVersionOrderTest {

  @Test
  void compareTo_chainOfParagraph11_ascends() {
    List<SemanticVersion> chain =
        Stream.of(
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "2.0.0",
                "2.1.0",
                "2.1.1")
            .map(SemanticVersion::parse)
            .toList();
    for (int low = 0; low < chain.size(); low++) {
      for (int high = low + 1; high < chain.size(); high++) {
        assertThat(chain.get(low)).isLessThan(chain.get(high));
        assertThat(chain.get(high)).isGreaterThan(chain.get(low));
      }
    }
    List<SemanticVersion> shuffled = new ArrayList<>(chain);
    Collections.reverse(shuffled);
    assertThat(shuffled.stream().sorted()).containsExactlyElementsOf(chain);
  }

  @ParameterizedTest
  @CsvSource({
    "1.9.0, 1.10.0",
    "1.0.9, 1.0.10",
    "9.0.0, 10.0.0",
    "1.0.0-9, 1.0.0-10",
    "1.0.0-99, 1.0.0--",
    "1.0.0-RC, 1.0.0-alpha",
    "1.0.0-rc10, 1.0.0-rc2",
    "1.0.0-rc.1, 1.0.0-rc.1.0",
    "0.0.9223372036854775806, 0.0.9223372036854775807"
  })
  void compareTo_pair_ascends(String low, String high) {
    assertThat(SemanticVersion.parse(low)).isLessThan(SemanticVersion.parse(high));
    assertThat(SemanticVersion.parse(high)).isGreaterThan(SemanticVersion.parse(low));
  }

  @Test
  void compareTo_otherBuildMetadata_isZeroButNotEqual() {
    SemanticVersion a = SemanticVersion.parse("1.0.0+a");
    SemanticVersion b = SemanticVersion.parse("1.0.0+b");

    assertThat(a).isEqualByComparingTo(b).isNotEqualTo(b);
    assertThat(SemanticVersion.max(a, b)).isEqualTo(a);
    assertThat(SemanticVersion.max(b, a)).isEqualTo(b);
  }
}
