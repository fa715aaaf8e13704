package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.versionservice.version.Increment.Level;
import org.versionservice.version.Increment.ToRelease;
import org.versionservice.version.Outcome.Applied;

/** Tests that a rebase keeps the versions that both sides of an outage issued. */
class RebaseTest {

  private static final Increment PATCH = new ToRelease(Level.PATCH);
  private static final CommitId COMMIT = new CommitId("0".repeat(40));

  private final RegistryDriver ours = new RegistryDriver();
  private final RegistryDriver theirs = new RegistryDriver();

  @Test
  void bring_stepsOfAnAppThatOnlyWeMoved_areKeptAsTheyWere() {
    bothSet("1-app", "1.0.0");
    theirs.patch("1-other");
    List<Transition> steps =
        List.of(ours.patch("1-app"), ours.force("1-app", "0.9.0"), ours.patch("1-app"));

    Rebase rebase = new Rebase(theirs.registry());

    assertThat(steps).allSatisfy(step -> assertThat(rebase.bring(step)).isEqualTo(step));
    assertThat(entry(rebase, "1-app")).isEqualTo(ours.entry("1-app"));
    assertThat(entry(rebase, "1-other")).isEqualTo(theirs.entry("1-other"));
  }

  @Test
  void bring_appThatOnlyWeCreated_isCreated() {
    Transition step = ours.set("1-app", "1.0.0");

    Rebase rebase = new Rebase(theirs.registry());

    assertThat(rebase.bring(step)).isEqualTo(step);
    assertThat(entry(rebase, "1-app")).isEqualTo(ours.entry("1-app"));
  }

  @Test
  void bring_appThatOnlyWeDeleted_isDeleted() {
    bothSet("1-app", "1.0.0");
    Transition step = ours.delete("1-app");

    Rebase rebase = new Rebase(theirs.registry());

    assertThat(rebase.bring(step)).isEqualTo(step);
    assertThat(rebase.registry().all()).isEmpty();
    assertThat(rebase.registry().allDeleted()).isEqualTo(ours.registry().allDeleted());
  }

  @Test
  void bring_appThatTheyMovedHigher_keepsTheirVersionAndTellsOfTheConflict() {
    bothSet("1-app", "1.0.0");
    theirs.set("1-app", "2.0.0");
    Transition step = ours.patch("1-app");

    Rebase rebase = new Rebase(theirs.registry());
    Transition brought = rebase.bring(step);

    assertThat(brought.version()).hasToString("1.0.1");
    assertThat(brought.conflict()).contains(SemanticVersion.of(2, 0, 0));
    assertThat(entry(rebase, "1-app").current()).hasToString("2.0.0");
  }

  @Test
  void bring_severalStepsOfAnAppThatTheyMovedHigher_endsOnTheirVersion() {
    bothSet("1-app", "1.0.0");
    theirs.set("1-app", "2.0.0");
    List<Transition> steps = List.of(ours.patch("1-app"), ours.patch("1-app"));

    Rebase rebase = new Rebase(theirs.registry());

    assertThat(steps).allSatisfy(step -> assertThat(rebase.bring(step).conflict()).isPresent());
    assertThat(entry(rebase, "1-app").current()).hasToString("2.0.0");
  }

  @Test
  void bring_stepAndDeletionOfAnAppThatTheyMoved_keepsTheApp() {
    bothSet("1-app", "1.0.0");
    theirs.set("1-app", "2.0.0");
    List<Transition> steps = List.of(ours.patch("1-app"), ours.delete("1-app"));

    Rebase rebase = new Rebase(theirs.registry());
    steps.forEach(rebase::bring);

    assertThat(rebase.registry().find(new ApplicationId("1-app"))).isPresent();
  }

  @Test
  void bring_appThatTheyMovedLess_endsOnOurVersion() {
    bothSet("1-app", "1.0.0");
    theirs.patch("1-app");
    Transition step = ours.set("1-app", "2.0.0");

    Rebase rebase = new Rebase(theirs.registry());
    Transition brought = rebase.bring(step);

    assertThat(brought.conflict()).contains(SemanticVersion.of(1, 0, 1));
    assertThat(brought.revision()).isEqualTo(3);
    assertThat(entry(rebase, "1-app").current()).hasToString("2.0.0");
    assertThat(entry(rebase, "1-app").revision()).isEqualTo(3);
  }

  @Test
  void bring_appThatTheyDeleted_stays() {
    bothSet("1-app", "1.0.0");
    theirs.delete("1-app");
    Transition step = ours.patch("1-app");

    Rebase rebase = new Rebase(theirs.registry());
    Transition brought = rebase.bring(step);

    assertThat(brought.conflict()).contains(SemanticVersion.of(1, 0, 0));
    assertThat(entry(rebase, "1-app").current()).hasToString("1.0.1");
    assertThat(rebase.registry().allDeleted()).isEmpty();
  }

  @Test
  void bring_deletionOfAnAppThatTheyMoved_isNotMade() {
    bothSet("1-app", "1.0.0");
    theirs.patch("1-app");
    Transition step = ours.delete("1-app");

    Rebase rebase = new Rebase(theirs.registry());
    Transition brought = rebase.bring(step);

    assertThat(brought.conflict()).contains(SemanticVersion.of(1, 0, 1));
    assertThat(entry(rebase, "1-app").current()).hasToString("1.0.1");
  }

  @Test
  void bring_stepOfALineThatTheyDidNotMove_isNoConflict() {
    bothSet("1-app", "1.4.2");
    bothSet("1-app", "2.0.0");
    theirs.patch("1-app");
    Transition step = ours.steps(LineIncrementTest.onLineOf("1.4", PATCH)).get(0);

    Rebase rebase = new Rebase(theirs.registry());
    Transition brought = rebase.bring(step);

    assertThat(brought.conflict()).isEmpty();
    assertThat(brought.version()).hasToString("1.4.3");
    assertThat(brought.line()).isEqualTo(step.line());
    assertThat(brought.revision()).isEqualTo(4);
    assertThat(entry(rebase, "1-app").current()).hasToString("2.0.1");
    assertThat(rebase.registry().handedOut(new ApplicationId("1-app")).versions())
        .extracting(SemanticVersion::toString)
        .containsExactly("1.4.3", "2.0.1");
  }

  @Test
  void bring_mainStepBesideALineThatTheyMoved_isNoConflict() {
    bothSet("1-app", "1.4.2");
    bothSet("1-app", "2.0.0");
    theirs.steps(LineIncrementTest.onLineOf("1.4", PATCH));
    Transition step = ours.patch("1-app");

    Rebase rebase = new Rebase(theirs.registry());
    Transition brought = rebase.bring(step);

    assertThat(brought.conflict()).isEmpty();
    assertThat(entry(rebase, "1-app").current()).hasToString("2.0.1");
    assertThat(entry(rebase, "1-app").lines().versions())
        .containsExactly(SemanticVersion.of(1, 4, 3));
  }

  @Test
  void bring_stepOfALineThatTheyMoved_isAConflict() {
    bothSet("1-app", "1.4.2");
    bothSet("1-app", "2.0.0");
    theirs.steps(LineIncrementTest.onLineOf("1.4", PATCH));
    Transition step = ours.steps(LineIncrementTest.onLineOf("1.4", PATCH)).get(0);

    Rebase rebase = new Rebase(theirs.registry());

    assertThat(rebase.bring(step).conflict()).isPresent();
    assertThat(entry(rebase, "1-app").current()).hasToString("2.0.0");
  }

  /** The app did not change again on the remote, but its earlier conflict still counts. */
  @Test
  void bring_stepThatMetAConflictBefore_staysInConflict() {
    bothSet("1-app", "1.0.0");
    theirs.set("1-app", "2.0.0");
    Transition once = new Rebase(theirs.registry()).bring(ours.force("1-app", "1.5.0"));
    theirs.patch("1-other");

    Rebase rebase = new Rebase(theirs.registry());
    Transition again = rebase.bring(once);

    assertThat(again).isEqualTo(once);
    assertThat(entry(rebase, "1-app").current()).hasToString("2.0.0");
  }

  @Test
  void bring_anyConflict_leavesTheNextVersionAboveBothSides() {
    bothSet("1-app", "1.0.0");
    theirs.set("1-app", "3.0.0");
    theirs.force("1-app", "1.1.0");
    Transition step = ours.set("1-app", "2.0.0");

    Rebase rebase = new Rebase(theirs.registry());
    Transition brought = rebase.bring(step);

    assertThat(brought.conflict()).contains(SemanticVersion.of(1, 1, 0));
    assertThat(entry(rebase, "1-app").current()).hasToString("2.0.0");
    assertThat(nextPatch(rebase)).hasToString("3.0.1");
  }

  @Test
  void remember_broughtStep_isReplayedForItsKey() {
    Change change =
        new IncrementVersion(
            new ApplicationId("1-app"),
            new ToRelease(Level.PATCH),
            RegistryDriver.STARTS_FROM,
            Requests.withKey("k"));
    Rebase rebase = new Rebase(theirs.registry());
    CommittedTransition issued =
        new CommittedTransition(rebase.bring(ours.steps(change).get(0)), COMMIT);

    rebase.remember(issued);

    assertThat(rebase.registry().apply(change, issued.transition().at()))
        .isEqualTo(new Outcome.Replayed(issued));
  }

  private void bothSet(String app, String version) {
    ours.set(app, version);
    theirs.set(app, version);
  }

  private static ApplicationVersion entry(Rebase rebase, String app) {
    return rebase.registry().find(new ApplicationId(app)).orElseThrow();
  }

  private static SemanticVersion nextPatch(Rebase rebase) {
    Change change = RegistryDriver.incrementOf("1-app", new ToRelease(Level.PATCH));
    if (change.applyTo(rebase.registry(), RegistryDriver.START) instanceof Applied applied) {
      return applied.transitions().get(0).version();
    }
    throw new AssertionError("no next patch");
  }
}
