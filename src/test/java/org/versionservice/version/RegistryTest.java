package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.versionservice.version.Change.SetVersion;
import org.versionservice.version.Increment.Level;
import org.versionservice.version.Increment.Promotion;
import org.versionservice.version.Increment.ToPreRelease;
import org.versionservice.version.Increment.ToRelease;

/** Tests the effect of each change on an app, and the refusals. */
class RegistryTest {

  private static final ApplicationId APP = new ApplicationId("1-app");
  private static final DevBuild BUILD =
      new DevBuild(new SourceSha("0123456789abcdef"), Optional.empty());

  private final RegistryDriver driver = new RegistryDriver();

  @Test
  void increment_appNeverHeardOf_movesOnFromTheStart() {
    SemanticVersion start = SemanticVersion.of(3, 1, 4);
    Change change =
        new IncrementVersion(APP, new ToRelease(Level.MINOR), start, Requests.withSha("0123456"));

    Transition step = driver.steps(change).get(0);

    assertThat(step.type()).isEqualTo(Transition.Type.MINOR);
    assertThat(step.previous()).contains(start);
    assertThat(step.version()).hasToString("3.2.0");
    assertThat(step.revision()).isEqualTo(1);
    assertThat(step.request()).isEqualTo(change.request());
    assertThat(step.at()).isEqualTo(RegistryDriver.START.plusSeconds(1));
    assertThat(driver.entry("1-app"))
        .isEqualTo(
            new ApplicationVersion(
                APP,
                step.version(),
                step.version(),
                Optional.empty(),
                step.at(),
                1,
                Optional.of(new SourceSha("0123456"))));
  }

  @Test
  void increment_appThatIsThere_movesOnFromItsVersionWhateverTheStart() {
    driver.set("1-app", "1.2.3");

    assertThat(driver.patch("1-app").version()).hasToString("1.2.4");
    assertThat(driver.increment("1-app", new ToPreRelease(Level.MINOR, "rc")).version())
        .hasToString("1.3.0-rc.1");
    assertThat(driver.increment("1-app", new Promotion()).version()).hasToString("1.3.0");
  }

  @Test
  void increment_withoutNext_isRefusedForItsReason() {
    driver.set("1-app", "1.0.9223372036854775807");
    ApplicationVersion before = driver.entry("1-app");

    assertThat(driver.refusal(RegistryDriver.incrementOf("1-app", new Promotion())))
        .isEqualTo(Refusal.NOT_A_PRERELEASE);
    assertThat(driver.refusal(RegistryDriver.incrementOf("1-app", new ToRelease(Level.PATCH))))
        .isEqualTo(Refusal.VERSION_EXHAUSTED);
    assertThat(driver.entry("1-app")).isEqualTo(before);
  }

  @Test
  void increment_otherSha_replacesTheOneBefore() {
    driver.steps(
        new SetVersion(APP, SemanticVersion.of(1, 0, 0), false, Requests.withSha("aaaaaaa")));
    driver.patch("1-app");

    assertThat(driver.entry("1-app").sha()).isEmpty();
  }

  @Test
  void set_appNeverHeardOf_createsIt() {
    Transition step = driver.set("1-app", "1.2.3-rc.1+b");

    assertThat(step.type()).isEqualTo(Transition.Type.SET);
    assertThat(step.created()).isTrue();
    assertThat(step.version()).hasToString("1.2.3-rc.1+b");
    assertThat(driver.entry("1-app").current()).hasToString("1.2.3-rc.1+b");
    assertThat(driver.set("1-app", "1.2.3").created()).isFalse();
  }

  @Test
  void set_versionThatTheAppHas_isUnchanged() {
    driver.set("1-app", "1.2.3");

    for (boolean force : List.of(false, true)) {
      assertThat(driver.unchanged(RegistryDriver.setOf("1-app", "1.2.3", force)))
          .isEqualTo(driver.entry("1-app"));
    }
    assertThat(driver.entry("1-app").revision()).isEqualTo(1);
  }

  @Test
  void set_notHigher_isRefused() {
    driver.set("1-app", "1.2.3+a");

    for (String version : List.of("1.2.2", "1.2.3-rc.1", "1.2.3+b", "1.2.3")) {
      assertThat(driver.refusal(RegistryDriver.setOf("1-app", version, false)))
          .as(version)
          .isEqualTo(Refusal.VERSION_NOT_HIGHER);
    }
    assertThat(driver.set("1-app", "1.2.4-0").previous())
        .contains(SemanticVersion.parse("1.2.3+a"));
  }

  @Test
  void set_forcedDown_isFoundButNeverIssuedAgain() {
    driver.set("1-app", "2.5.0");
    driver.force("1-app", "1.0.0");

    assertThat(driver.entry("1-app").current()).hasToString("1.0.0");
    assertThat(driver.entry("1-app").highest()).hasToString("2.5.0");
    assertThat(driver.refusal(RegistryDriver.setOf("1-app", "2.5.0", false)))
        .isEqualTo(Refusal.VERSION_NOT_HIGHER);
    assertThat(driver.refusal(RegistryDriver.setOf("1-app", "1.0.1", false)))
        .isEqualTo(Refusal.VERSION_NOT_HIGHER);
    assertThat(driver.patch("1-app").version()).hasToString("2.5.1");
    assertThat(driver.entry("1-app").current()).hasToString("2.5.1");
  }

  @Test
  void set_forcedOtherBuildMetadata_isTaken() {
    driver.set("1-app", "1.2.3+a");
    driver.force("1-app", "1.2.3+b");

    assertThat(driver.entry("1-app").current()).hasToString("1.2.3+b");
    assertThat(driver.patch("1-app").version()).hasToString("1.2.4");
  }

  @Test
  void revision_everyChange_addsOneAndNothingResetsIt() {
    assertThat(driver.set("1-app", "2.0.0").revision()).isEqualTo(1);
    assertThat(driver.force("1-app", "1.0.0").revision()).isEqualTo(2);
    assertThat(driver.patch("1-app").revision()).isEqualTo(3);
    assertThat(driver.delete("1-app").revision()).isEqualTo(4);
    assertThat(driver.patch("1-app").revision()).isEqualTo(5);
    assertThat(driver.deleteProject("1").get(0).revision()).isEqualTo(6);
    assertThat(driver.set("1-app", "9.0.0").revision()).isEqualTo(7);
    assertThat(driver.entry("1-app").revision()).isEqualTo(7);
    assertThat(driver.patch("1-other").revision()).isEqualTo(1);
  }

  @Test
  void lists_apps_areSortedById() {
    for (String app : List.of("2-a", "1-c", "12-a", "1-a", "1-b")) {
      driver.patch(app);
    }

    assertThat(ids(driver.registry().all())).containsExactly("1-a", "1-b", "1-c", "12-a", "2-a");
    assertThat(ids(driver.registry().of(new ProjectId("1")))).containsExactly("1-a", "1-b", "1-c");
    assertThat(ids(driver.registry().of(new ProjectId("12")))).containsExactly("12-a");
    assertThat(driver.registry().of(new ProjectId("3"))).isEmpty();
    assertThat(driver.registry().of(new ProjectId("0"))).isEmpty();
  }

  @Test
  void lists_any_cannotBeChanged() {
    driver.patch("1-a");
    List<ApplicationVersion> all = driver.registry().all();

    assertThatThrownBy(() -> all.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> driver.registry().of(new ProjectId("1")).set(0, all.get(0)))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> all.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void devVersion_app_isAboveItsHighestAndLeavesNoTrace() {
    driver.set("1-app", "2.0.0");
    driver.force("1-app", "1.0.0");
    ApplicationVersion before = driver.entry("1-app");

    assertThat(devVersion()).hasToString("2.0.1-dev-0123456").isGreaterThan(before.highest());
    assertThat(driver.entry("1-app")).isEqualTo(before);
    driver.delete("1-app");
    assertThat(devVersion()).hasToString("2.0.1-dev-0123456");
  }

  @Test
  void devVersion_unusualVersion_followsIt_orIsNone() {
    assertThat(devVersion()).hasToString("7.0.1-dev-0123456");
    driver.set("1-app", "7.1.0-rc.1");
    assertThat(devVersion()).hasToString("7.1.0-rc.1.dev-0123456");
    driver.set("1-app", "7.1.9223372036854775807");
    assertThat(BUILD.after(driver.entry("1-app").highest())).isEmpty();
  }

  private SemanticVersion devVersion() {
    SemanticVersion start = SemanticVersion.of(7, 0, 0);
    return BUILD.after(driver.registry().handedOut(APP).highest().orElse(start)).orElseThrow();
  }

  private static List<String> ids(List<ApplicationVersion> entries) {
    return entries.stream().map(entry -> entry.id().value()).toList();
  }

  @Test
  void revisionOfTheHighestNumber_refusesVersionsOfThatAppAlone() {
    SemanticVersion version = SemanticVersion.of(1, 0, 0);
    ApplicationVersion full =
        new ApplicationVersion(
            new ApplicationId("1-full"),
            version,
            version,
            Optional.empty(),
            Instant.EPOCH,
            Long.MAX_VALUE,
            Optional.empty());
    driver.set("1-app", "1.0.0");
    driver.succeedBy(List.of(full, driver.entry("1-app")), List.of());

    for (Change change :
        List.of(
            RegistryDriver.incrementOf("1-full", new Increment.ToRelease(Increment.Level.PATCH)),
            RegistryDriver.setOf("1-full", "2.0.0", true))) {
      assertThat(driver.refusal(change)).isEqualTo(Refusal.VERSION_EXHAUSTED);
    }
    assertThat(driver.patch("1-app").version()).hasToString("1.0.1");
    assertThat(driver.delete("1-full").revision()).isEqualTo(Long.MAX_VALUE);
    assertThat(driver.has("1-full")).isFalse();
  }
}
