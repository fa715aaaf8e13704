package org.versionservice.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.versionservice.storage.Snapshot;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.CommitId;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Registry;
import org.versionservice.version.SemanticVersion;

/** Tests that each list is written once for each state. */
class ListCacheTest {

  private static final Optional<ProjectId> ALL = Optional.empty();

  private final ListCache lists = new ListCache();

  @Test
  void list_ofOneState_isWrittenOnce() {
    Snapshot state = state("a", "1-app", "2-app");
    for (Optional<ProjectId> project : List.of(ALL, project("1"))) {
      ListCache.Listed first = lists.list(() -> state, project);
      assertThat(lists.list(() -> state, project).json()).isSameAs(first.json());
      assertThat(first.tag()).isEqualTo(state.tag());
    }
    assertThat(text(state, ALL)).contains("\"1-app\"", "\"2-app\"");
    assertThat(text(state, project("1"))).contains("\"1-app\"").doesNotContain("\"2-app\"");
    assertThat(text(state, project("3"))).isEqualTo("{}");
  }

  @Test
  void list_ofTheNextState_isAnother() {
    assertThat(text(state("a", "1-app"), ALL)).contains("\"1-app\"");
    assertThat(text(state("b", "1-other"), ALL)).contains("\"1-other\"").doesNotContain("1-app");
    assertThat(text(state("c"), project("1"))).isEqualTo("{}");
  }

  @Test
  void list_ofAnUnreadableProject_isThatOfTheLastGoodState() {
    Snapshot good = state("a", "1-app");
    Map<ProjectId, String> problems =
        Map.of(new ProjectId("1"), "broken", new ProjectId("2"), "never read");
    Snapshot state = new Snapshot(good.registry().unreadable(problems), good.head());

    assertThat(text(state, project("1"))).contains("\"1-app\"");
    assertThat(text(state, ALL)).contains("\"1-app\"");
    assertThat(text(state, project("3"))).isEqualTo("{}");
    assertThatThrownBy(() -> lists.list(() -> state, project("2"))).hasMessage("never read");
  }

  private String text(Snapshot state, Optional<ProjectId> project) {
    return new String(lists.list(() -> state, project).json(), UTF_8);
  }

  private static Optional<ProjectId> project(String id) {
    return Optional.of(new ProjectId(id));
  }

  /**
   * @param digit repeated, the commit of the state
   */
  private static Snapshot state(String digit, String... apps) {
    List<ApplicationVersion> entries =
        Stream.of(apps)
            .map(
                app ->
                    new ApplicationVersion(
                        new ApplicationId(app),
                        SemanticVersion.of(1, 0, 1),
                        SemanticVersion.of(1, 0, 1),
                        Optional.empty(),
                        Instant.EPOCH,
                        1,
                        Optional.empty()))
            .toList();
    Registry registry = Registry.empty(Duration.ofDays(1)).succeededBy(entries, List.of());
    return new Snapshot(registry, Optional.of(new CommitId(digit.repeat(40))));
  }
}
