package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.versionservice.version.Change.Conditional;
import org.versionservice.version.Change.DeleteApplication;
import org.versionservice.version.Change.DeleteProject;
import org.versionservice.version.Change.SetVersion;
import org.versionservice.version.Increment.Level;
import org.versionservice.version.Outcome.Applied;
import org.versionservice.version.Outcome.Refused;
import org.versionservice.version.Outcome.Replayed;
import org.versionservice.version.Outcome.Unreadable;

/** Tests the state in which the files of some projects cannot be read. */
class UnreadableProjectTest {

  private static final String PROBLEM = "versions/35/1.json, line 3: no version";
  private static final ProjectId BROKEN = new ProjectId("1");
  private static final ApplicationId APP = new ApplicationId("1-app");
  private static final CommitId COMMIT = new CommitId("0123456789abcdef0123456789abcdef01234567");
  private static final Increment PATCH = new Increment.ToRelease(Level.PATCH);

  private final RegistryDriver driver = new RegistryDriver();

  @Test
  void apply_anyChangeOfTheProject_answersItsProblem() {
    driver.set("1-app", "1.2.3");
    Registry broken = broken(driver.registry());

    List<Change> changes =
        List.of(
            RegistryDriver.incrementOf("1-app", PATCH),
            RegistryDriver.incrementOf("1-new", PATCH),
            RegistryDriver.setOf("1-app", "2.0.0", false),
            RegistryDriver.setOf("1-app", "1.2.3", false),
            RegistryDriver.setOf("1-app", "1.0.0", false),
            new DeleteApplication(APP, Requests.plain()),
            new DeleteApplication(new ApplicationId("1-new"), Requests.plain()),
            new DeleteProject(BROKEN, Requests.plain()),
            new Conditional(
                RegistryDriver.setOf("1-app", "2.0.0", false),
                List.of(new Condition.RevisionIn(APP, Set.of(7L)))));
    assertThat(changes)
        .allSatisfy(
            change ->
                assertThat(broken.apply(change, RegistryDriver.START))
                    .isEqualTo(new Unreadable(PROBLEM)));
  }

  @Test
  void apply_changesOfOtherProjects_areMade() {
    driver.set("1-app", "1.2.3");
    driver.set("12-app", "1.0.0");

    Outcome outcome =
        broken(driver.registry())
            .apply(RegistryDriver.incrementOf("12-app", PATCH), RegistryDriver.START);

    assertThat(outcome).isInstanceOf(Applied.class);
    assertThat(((Applied) outcome).registry().problemOf(BROKEN)).contains(PROBLEM);
  }

  @Test
  void apply_stepMadeBefore_isReplayedForItsKeyAndItsSourceCommit() {
    Registry ofKey = remembering(increment(Requests.withKey("k")));
    Registry ofSha = remembering(increment(Requests.withSha("4f2a9c1")));

    assertThat(ofKey.apply(increment(Requests.withKey("k")), RegistryDriver.START))
        .isInstanceOf(Replayed.class);
    assertThat(
            ofKey.apply(
                new SetVersion(APP, SemanticVersion.of(9, 0, 0), false, Requests.withKey("k")),
                RegistryDriver.START))
        .isEqualTo(new Refused(Refusal.IDEMPOTENCY_KEY_REUSED));
    assertThat(ofSha.apply(increment(Requests.withSha("4f2a9c1")), RegistryDriver.START))
        .isInstanceOf(Replayed.class);
    assertThat(ofSha.apply(increment(Requests.withSha("5f2a9c1")), RegistryDriver.START))
        .isEqualTo(new Unreadable(PROBLEM));
  }

  @Test
  void derivedStates_any_keepTheProblems() {
    driver.set("1-app", "1.2.3");
    driver.set("12-app", "1.0.0");
    Registry broken = broken(driver.registry());
    ApplicationVersion newer = driver.entry("12-app").touched(RegistryDriver.START);
    IdempotencyLog log = IdempotencyLog.empty(RegistryDriver.KEYS_KEPT_FOR);

    assertThat(
            List.of(
                broken.succeededBy(broken.all(), List.of()),
                broken.succeededIn(
                    Set.of(new ProjectId("12")), List.of(newer), List.of(), HeldVersions.NONE),
                broken.aheadBy(List.of(newer), List.of()),
                broken.withEntryOf(newer.id(), driver.registry()),
                broken.with(newer),
                broken.withDeleted(newer),
                broken.remembering(log)))
        .allSatisfy(state -> assertThat(state.problems()).isEqualTo(Map.of(BROKEN, PROBLEM)));
  }

  @Test
  void unreadable_otherProjects_replacesTheProblems() {
    driver.set("1-app", "1.2.3");
    Registry mended = broken(driver.registry()).unreadable(Map.of());

    assertThat(mended.problems()).isEmpty();
    assertThat(mended.problemOf(BROKEN)).isEmpty();
    assertThat(mended.apply(RegistryDriver.incrementOf("1-app", PATCH), RegistryDriver.START))
        .isInstanceOf(Applied.class);
  }

  @Test
  void reads_appsOfTheProject_areTheLastGoodState() {
    driver.set("1-app", "1.2.3");
    Registry broken = broken(driver.registry());

    assertThat(broken.find(APP)).isEqualTo(Optional.of(driver.entry("1-app")));
    assertThat(broken.of(BROKEN)).hasSize(1);
  }

  private static Registry broken(Registry registry) {
    return registry.unreadable(Map.of(BROKEN, PROBLEM));
  }

  private Registry remembering(Change change) {
    Transition step = driver.steps(change).get(0);
    return broken(driver.registry().remembering(new CommittedTransition(step, COMMIT)));
  }

  private static Change increment(Request request) {
    return new IncrementVersion(APP, PATCH, RegistryDriver.STARTS_FROM, request);
  }
}
