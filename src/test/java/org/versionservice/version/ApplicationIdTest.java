package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the grammar of app-ids and the projects that they name. */
class ApplicationIdTest {

  @ParameterizedTest
  @CsvSource({
    "1-a, 1, a",
    "12-a, 12, a",
    "1-2-3, 1, 2-3",
    "p.q_r-App._-x-, p.q_r, App._-x-",
    "a.-0, a., 0",
    "A-9, A, 9"
  })
  void new_appId_isSplitAtTheFirstHyphen(String text, String project, String appName) {
    ApplicationId id = new ApplicationId(text);

    assertThat(id).hasToString(text);
    assertThat(id.project()).isEqualTo(new ProjectId(project));
    assertThat(id.appName()).isEqualTo(appName);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "-",
        "a-",
        "-a",
        "a--b",
        "a-.b",
        "a-_b",
        ".a-b",
        "_a-b",
        "a b-c",
        "a-b c",
        "a-b/c",
        "../a-b",
        "a-b\n",
        "\na-b",
        "a-b\u0000",
        "\u00e4-b",
        "a-\u00e4",
        "\u0661-b",
        "a-\u0661",
        "a\u2010b",
        "a-b%2e",
        "a-b:c"
      })
  void new_textThatIsNoAppId_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ApplicationId(text));
  }

  @Test
  void new_longAppId_hasAtMost64And128Characters() {
    String project = "p".repeat(64);
    String appName = "a".repeat(128);

    ApplicationId longest = new ApplicationId(project + "-" + appName);

    assertThat(longest.project()).hasToString(project);
    assertThat(longest.appName()).isEqualTo(appName);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ApplicationId(project + "p-" + appName));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ApplicationId(project + "-" + appName + "a"));
  }

  @ParameterizedTest
  @CsvSource({
    "1-a, 1, true",
    "12-a, 1, false",
    "1-a, 12, false",
    "1-12-a, 12, false",
    "1.2-a, 1, false",
    "1.2-a, 1.2, true",
    "a-b, A, false",
    "a-b, abcdefgh, false"
  })
  void isOf_project_needsAllOfItsName(String app, String project, boolean expected) {
    assertThat(new ApplicationId(app).isOf(new ProjectId(project))).isEqualTo(expected);
  }

  @Test
  void compareTo_appsOfProjects_makesThoseOfOneProjectNeighbours() {
    assertThat(
            Stream.of("1_-a", "12-a", "1-b", "2-a", "1.2-a", "1-a-c", "1A-a", "1-a", "1-a.b")
                .map(ApplicationId::new)
                .sorted())
        .extracting(ApplicationId::value)
        .containsExactly("1-a", "1-a-c", "1-a.b", "1-b", "1.2-a", "12-a", "1A-a", "1_-a", "2-a");
  }
}
