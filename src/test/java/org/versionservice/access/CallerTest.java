package org.versionservice.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.version.Principal;
import org.versionservice.version.ProjectId;

/** Tests the order of roles and the limits to projects. */
class CallerTest {

  @Test
  void roles_includeThoseBelow() {
    assertThat(Role.ADMIN.names()).containsExactlyInAnyOrder("reader", "writer", "admin");
    assertThat(Role.WRITER.names()).containsExactlyInAnyOrder("reader", "writer");
    assertThat(Role.READER.names()).containsExactly("reader");
    assertThat(caller(Role.WRITER).is(Role.READER)).isTrue();
    assertThat(caller(Role.WRITER).is(Role.WRITER)).isTrue();
    assertThat(caller(Role.WRITER).is(Role.ADMIN)).isFalse();
  }

  @Test
  void highestOf_names_ignoresThoseThatMeanNothing() {
    assertThat(Role.highestOf(Set.of("reader", "admin", "writer"))).contains(Role.ADMIN);
    assertThat(Role.highestOf(Set.of("reader", "owner"))).contains(Role.READER);
    assertThat(Role.highestOf(Set.of("owner", "ADMIN", ""))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "12, 12, true",
    "12, 123, false",
    "12, 1, false",
    "12*, 12, true",
    "12*, 123, true",
    "12*, 112, false",
    "team.a, team.a, true",
    "team.a, teamXa, false",
    "team_*, team_, true",
    "team_*, teams, false",
  })
  void reaches_followsThePattern(String pattern, String project, boolean expected) {
    assertThat(caller(Role.READER, pattern).reaches(new ProjectId(project))).isEqualTo(expected);
    assertThat(caller(Role.READER, "x", pattern).reaches(new ProjectId(project)))
        .isEqualTo(expected);
  }

  @Test
  void reaches_withoutPatterns_isEverything() {
    assertThat(caller(Role.READER).reaches(new ProjectId("any"))).isTrue();
    assertThat(caller(Role.READER).isLimited()).isFalse();
    assertThat(caller(Role.READER, "12").isLimited()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "a*b", "12**", "-", "a-b", "*12", "12 "})
  void pattern_thatCannotBe_isRefused(String text) {
    assertThatThrownBy(() -> new ProjectPattern(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Caller caller(Role role, String... patterns) {
    List<ProjectPattern> projects = Arrays.stream(patterns).map(ProjectPattern::new).toList();
    return new Caller(new Principal("ci"), role, projects);
  }
}
