package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.versionservice.version.Change.Conditional;
import org.versionservice.version.Change.DeleteApplication;
import org.versionservice.version.Change.DeleteProject;
import org.versionservice.version.Condition.Exists;
import org.versionservice.version.Condition.HeadIn;
import org.versionservice.version.Condition.Not;
import org.versionservice.version.Condition.ProjectExists;
import org.versionservice.version.Condition.RevisionIn;
import org.versionservice.version.Increment.Level;
import org.versionservice.version.Increment.ToRelease;
import org.versionservice.version.Outcome.Applied;
import org.versionservice.version.Outcome.Refused;
import org.versionservice.version.Outcome.Replayed;
import org.versionservice.version.Outcome.Unchanged;

/** Tests that a conditional change is applied only to a state that meets its conditions. */
class ConditionTest {

  private static final Instant AT = RegistryDriver.START;
  private static final ApplicationId APP = new ApplicationId("1-app");
  private static final ApplicationId NOBODY = new ApplicationId("1-nobody");
  private static final CommitId HEAD = new CommitId("a".repeat(40));
  private static final CommitId OTHER = new CommitId("b".repeat(40));
  private static final Refused FAILED = new Refused(Refusal.PRECONDITION_FAILED);

  private final RegistryDriver driver = new RegistryDriver();

  @Test
  void apply_atTheRevisionThatWasSeen_isMade() {
    driver.patch("1-app");
    driver.patch("1-app");

    assertThat(ask(patch(APP), new RevisionIn(APP, Set.of(1L, 2L)))).isInstanceOf(Applied.class);
    assertThat(ask(patch(APP), new RevisionIn(APP, Set.of(1L, 3L)))).isEqualTo(FAILED);
    assertThat(ask(patch(APP), new RevisionIn(APP, Set.of()))).isEqualTo(FAILED);
    assertThat(ask(patch(APP), new Not(new RevisionIn(APP, Set.of(2L))))).isEqualTo(FAILED);
    assertThat(ask(patch(APP), new Not(new RevisionIn(APP, Set.of(1L)))))
        .isInstanceOf(Applied.class);
  }

  @Test
  void apply_toAnAppThatIsNotThere_needsToExpectThat() {
    assertThat(ask(patch(NOBODY), new Exists(NOBODY))).isEqualTo(FAILED);
    assertThat(ask(patch(NOBODY), new RevisionIn(NOBODY, Set.of(0L, 1L)))).isEqualTo(FAILED);
    assertThat(ask(patch(NOBODY), new Not(new Exists(NOBODY)))).isInstanceOf(Applied.class);
    driver.patch("1-nobody");
    assertThat(ask(patch(NOBODY), new Not(new Exists(NOBODY)))).isEqualTo(FAILED);
    assertThat(ask(patch(NOBODY), new Exists(NOBODY))).isInstanceOf(Applied.class);
  }

  @Test
  void apply_toADeletedApp_doesNotFindItsRevision() {
    driver.patch("1-app");
    driver.delete("1-app");

    assertThat(ask(patch(APP), new RevisionIn(APP, Set.of(1L, 2L)))).isEqualTo(FAILED);
  }

  @Test
  void apply_atTheHeadThatWasSeen_isMade() {
    driver.patch("1-app");
    Change deletion = new DeleteProject(APP.project(), Requests.plain());

    assertThat(ask(deletion, new HeadIn(Set.of(OTHER, HEAD)))).isInstanceOf(Applied.class);
    assertThat(ask(deletion, new HeadIn(Set.of(OTHER)))).isEqualTo(FAILED);
    assertThat(
            driver
                .registry()
                .apply(new Conditional(deletion, List.of(new HeadIn(Set.of(HEAD)))), AT))
        .as("no commit")
        .isEqualTo(FAILED);
  }

  @Test
  void apply_toAProjectThatHasApps_needsToExpectThat() {
    driver.patch("1-app");
    Change deletion = new DeleteProject(APP.project(), Requests.plain());

    assertThat(ask(deletion, new ProjectExists(APP.project()))).isInstanceOf(Applied.class);
    assertThat(ask(deletion, new Not(new ProjectExists(APP.project())))).isEqualTo(FAILED);
    assertThat(ask(deletion, new Not(new ProjectExists(new ProjectId("2")))))
        .isInstanceOf(Applied.class);
  }

  @Test
  void apply_severalConditions_needsAllOfThem() {
    driver.patch("1-app");

    assertThat(ask(patch(APP), new Exists(APP), new RevisionIn(APP, Set.of(1L))))
        .isInstanceOf(Applied.class);
    assertThat(ask(patch(APP), new Exists(APP), new RevisionIn(APP, Set.of(2L)))).isEqualTo(FAILED);
    assertThat(ask(patch(APP), new RevisionIn(APP, Set.of(2L)), new Exists(APP))).isEqualTo(FAILED);
  }

  @Test
  void apply_whatIsNotThereAtAll_isNotFound() {
    assertThat(ask(new DeleteApplication(NOBODY, Requests.plain()), new Exists(NOBODY)))
        .isEqualTo(new Refused(Refusal.APP_NOT_FOUND));
    assertThat(
            ask(new DeleteProject(NOBODY.project(), Requests.plain()), new HeadIn(Set.of(OTHER))))
        .isEqualTo(new Refused(Refusal.PROJECT_NOT_FOUND));
  }

  @Test
  void apply_refusedOrUnchangedForItsContent_failsForItsConditionFirst() {
    driver.set("1-app", "2.0.0");

    assertThat(ask(RegistryDriver.setOf("1-app", "1.0.0", false), old())).isEqualTo(FAILED);
    assertThat(ask(RegistryDriver.setOf("1-app", "2.0.0", false), old())).isEqualTo(FAILED);
    assertThat(ask(RegistryDriver.setOf("1-app", "1.0.0", false), new Exists(APP)))
        .isEqualTo(new Refused(Refusal.VERSION_NOT_HIGHER));
    assertThat(ask(RegistryDriver.setOf("1-app", "2.0.0", false), new Exists(APP)))
        .isInstanceOf(Unchanged.class);
  }

  @Test
  void apply_retryOfAChangeThatWasMade_isReplayedAlthoughTheStateMovedOn() {
    driver.patch("1-app");
    Change first =
        new Conditional(
            patch(APP, Requests.withKey("k")), List.of(new RevisionIn(APP, Set.of(1L))));
    Applied applied = (Applied) driver.registry().apply(first, AT);
    Registry after =
        applied.registry().remembering(new CommittedTransition(applied.transitions().get(0), HEAD));

    assertThat(after.apply(first, Optional.of(HEAD), AT)).isInstanceOf(Replayed.class);
  }

  @Test
  void apply_forAFormatThatHasNoSpelling_isRefused() {
    driver.set("1-app", "1.2.0-rc.1");
    Change release =
        new IncrementVersion(
            APP, new Increment.Promotion(), SemanticVersion.of(1, 0, 0), Requests.plain());
    Change candidate =
        new IncrementVersion(
            APP,
            new Increment.ToPreRelease(Increment.Level.PATCH, "rc"),
            SemanticVersion.of(1, 0, 0),
            Requests.plain());

    assertThat(ask(release, VersionFormat.ASSEMBLY)).isInstanceOf(Applied.class);
    assertThat(ask(candidate, VersionFormat.PEP440)).isInstanceOf(Applied.class);
    assertThat(ask(candidate, VersionFormat.ASSEMBLY))
        .isEqualTo(new Outcome.Refused(Refusal.NOT_EXPRESSIBLE));
  }

  private Outcome ask(Change change, VersionFormat format) {
    return driver.registry().apply(new Conditional(change, List.of(), Optional.of(format)), AT);
  }

  private static Condition old() {
    return new RevisionIn(APP, Set.of(7L));
  }

  private Outcome ask(Change change, Condition... conditions) {
    return driver
        .registry()
        .apply(new Conditional(change, List.of(conditions)), Optional.of(HEAD), AT);
  }

  private static Change patch(ApplicationId app) {
    return patch(app, Requests.plain());
  }

  private static Change patch(ApplicationId app, Request request) {
    return new IncrementVersion(
        app, new ToRelease(Level.PATCH), SemanticVersion.of(1, 0, 0), request);
  }
}
