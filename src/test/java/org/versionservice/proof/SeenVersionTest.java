package org.versionservice.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SeenVersionTest {

  /** The example of SemVer §11, with numbers that sort differently as text. */
  @Test
  void compareTo_ofTheSpecificationsExample_isItsOrder() {
    List<SeenVersion> ordered =
        Stream.of(
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.0.9",
                "1.0.10",
                "1.2.0",
                "1.10.0",
                "10.0.0")
            .map(SeenVersion::parse)
            .toList();

    assertThat(ordered).isSorted().doesNotHaveDuplicates();
    assertThat(ordered.get(6)).hasToString("1.0.0-rc.1");
  }

  @Test
  void parse_leavesBuildMetadataOut() {
    assertThat(SeenVersion.parse("1.2.3-rc.1+build-7.x"))
        .isEqualTo(SeenVersion.parse("1.2.3-rc.1"));
  }
}
