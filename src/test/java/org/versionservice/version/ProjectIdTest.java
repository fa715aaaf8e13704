package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the grammar of project-ids. */
class ProjectIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"1", "a", "Z", "1_2.3", "a..", "a__", "Project.9"})
  void new_projectId_keepsItsText(String text) {
    assertThat(new ProjectId(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "_", ".a", "_a", "-", "a-", "a-b", "a b", "a/b", "..", "a\n", "\u00e4", "\u0661"
      })
  void new_textThatIsNoProjectId_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ProjectId(text));
  }

  @Test
  void new_longProjectId_hasAtMost64Characters() {
    assertThat(new ProjectId("p".repeat(64)).value()).hasSize(64);
    assertThatIllegalArgumentException().isThrownBy(() -> new ProjectId("p".repeat(65)));
  }

  @Test
  void compareTo_twoProjects_isByCharacters() {
    assertThat(new ProjectId("1")).isLessThan(new ProjectId("12"));
    assertThat(new ProjectId("12")).isLessThan(new ProjectId("2"));
    assertThat(new ProjectId("B")).isLessThan(new ProjectId("a"));
  }
}
