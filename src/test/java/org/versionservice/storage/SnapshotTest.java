package org.versionservice.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Registry;
import org.versionservice.version.SemanticVersion;

/** Tests that nobody is told that an app is absent while the file of its project is unreadable. */
class SnapshotTest {

  private static final String PROBLEM = "versions/35/1.json, line 3: no version";
  private static final ApplicationVersion ENTRY =
      new ApplicationVersion(
          new ApplicationId("1-app"),
          SemanticVersion.of(1, 0, 0),
          SemanticVersion.of(1, 0, 0),
          Optional.empty(),
          Instant.EPOCH,
          1,
          Optional.empty());

  private final Registry readable =
      Registry.empty(Duration.ZERO).succeededBy(List.of(ENTRY), List.of());
  private final Snapshot broken =
      new Snapshot(
          readable.unreadable(
              Map.of(new ProjectId("1"), PROBLEM, new ProjectId("2"), "another problem")),
          Optional.empty());

  @Test
  void find_ofAProjectWithAProblem_returnsKnownAppsOnly() {
    assertThat(broken.find(ENTRY.id())).contains(ENTRY);
    assertThatThrownBy(() -> broken.find(new ApplicationId("1-other")))
        .isInstanceOfSatisfying(
            StorageException.class,
            unavailable -> {
              assertThat(unavailable).hasMessage(PROBLEM);
              assertThat(unavailable.kind()).isEqualTo(StorageException.Kind.UNAVAILABLE);
            });
  }

  @Test
  void of_projectWithAProblem_returnsItsKnownApps() {
    assertThat(broken.of(new ProjectId("1"))).containsExactly(ENTRY);
    assertThatThrownBy(() -> broken.of(new ProjectId("2"))).hasMessage("another problem");
  }

  @Test
  void otherProjects_areAbsentIfTheyAreNotKnown() {
    assertThat(broken.find(new ApplicationId("3-app"))).isEmpty();
    assertThat(broken.of(new ProjectId("3"))).isEmpty();
  }

  /** Without its file, a deletion may as well be an app that this replica never read. */
  @Test
  void find_ofADeletedApp_dependsOnTheProblem() {
    Registry deleted = readable.succeededBy(List.of(), List.of());
    assertThat(new Snapshot(deleted, Optional.empty()).find(ENTRY.id())).isEmpty();

    Snapshot unreadable =
        new Snapshot(deleted.unreadable(Map.of(new ProjectId("1"), PROBLEM)), Optional.empty());

    assertThatThrownBy(() -> unreadable.find(ENTRY.id())).hasMessage(PROBLEM);
  }
}
