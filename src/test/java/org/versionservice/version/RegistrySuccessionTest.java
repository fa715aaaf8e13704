package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests the state that the registry reads from a file, also after edits by hand. */
class RegistrySuccessionTest {

  private static final List<ApplicationVersion> NONE = List.of();

  private final RegistryDriver driver = new RegistryDriver();

  @Test
  void succeededBy_appOnlyTheFileKnows_isThereAsTheFileSays() {
    ApplicationVersion entry = edited("1-app", "1.2.3", 7);

    driver.succeedBy(List.of(entry), NONE);

    assertThat(driver.entry("1-app")).isEqualTo(entry);
    assertThat(driver.patch("1-app").revision()).isEqualTo(8);
  }

  @Test
  void succeededBy_unsortedEntries_areSortedById() {
    driver.succeedBy(
        List.of(edited("2-a", "1.0.0", 1), edited("1-b", "1.0.0", 1), edited("1-a", "1.0.0", 1)),
        List.of(edited("4-a", "1.0.0", 1), edited("3-a", "1.0.0", 1)));

    assertThat(driver.registry().all())
        .extracting(entry -> entry.id().value())
        .containsExactly("1-a", "1-b", "2-a");
    assertThat(driver.registry().allDeleted())
        .extracting(entry -> entry.id().value())
        .containsExactly("3-a", "4-a");
  }

  @Test
  void succeededBy_appMissingFromTheFile_countsAsDeleted() {
    driver.set("1-app", "1.2.3");
    ApplicationVersion before = driver.entry("1-app");

    driver.succeedBy(NONE, NONE);

    assertThat(driver.has("1-app")).isFalse();
    assertThat(driver.registry().findDeleted(before.id())).contains(before);
    Transition back = driver.patch("1-app");
    assertThat(back.version()).hasToString("1.2.4");
    assertThat(back.revision()).isEqualTo(2);
  }

  @Test
  void succeededBy_deletedAppMissingFromTheFile_isStillRemembered() {
    driver.set("1-app", "1.2.3");
    driver.delete("1-app");

    driver.succeedBy(NONE, NONE);

    assertThat(driver.has("1-app")).isFalse();
    assertThat(driver.patch("1-app").version()).hasToString("1.2.4");
    assertThat(driver.entry("1-app").revision()).isEqualTo(3);
  }

  @Test
  void succeededBy_versionLoweredByHand_isFoundButNeverIssuedAgain() {
    driver.set("1-app", "1.5.0");
    driver.patch("1-app");

    driver.succeedBy(List.of(edited("1-app", "1.0.0", 1)), NONE);

    assertThat(driver.entry("1-app").current()).hasToString("1.0.0");
    assertThat(driver.entry("1-app").highest()).hasToString("1.5.1");
    assertThat(driver.entry("1-app").revision()).isEqualTo(2);
    assertThat(driver.patch("1-app").version()).hasToString("1.5.2");
  }

  @Test
  void succeededBy_versionRaisedByHand_isMovedOnFrom() {
    driver.set("1-app", "1.5.0");

    driver.succeedBy(List.of(edited("1-app", "3.0.0", 9)), NONE);

    Transition step = driver.patch("1-app");
    assertThat(step.version()).hasToString("3.0.1");
    assertThat(step.revision()).isEqualTo(10);
  }

  @Test
  void succeededBy_deletedEntryLoweredByHand_isNeverIssuedAgain() {
    driver.set("1-app", "1.5.0");
    driver.set("1-live", "1.5.0");
    driver.delete("1-app");

    driver.succeedBy(NONE, List.of(edited("1-app", "1.0.0", 1), edited("1-live", "1.0.0", 1)));

    assertThat(driver.patch("1-app").version()).hasToString("1.5.1");
    assertThat(driver.patch("1-live").version()).hasToString("1.5.1");
  }

  @Test
  void succeededBy_deletedAppThatTheFileHas_isBackAboveWhatItHad() {
    driver.set("1-app", "1.5.0");
    driver.delete("1-app");

    driver.succeedBy(List.of(edited("1-app", "1.0.0", 1)), NONE);

    assertThat(driver.entry("1-app").current()).hasToString("1.0.0");
    assertThat(driver.registry().allDeleted()).isEmpty();
    assertThat(driver.patch("1-app").version()).hasToString("1.5.1");
  }

  @Test
  void succeededBy_appThereAndGone_isThereAboveBoth() {
    driver.succeedBy(List.of(edited("1-app", "1.0.0", 1)), List.of(edited("1-app", "2.0.0", 5)));

    assertThat(driver.registry().allDeleted()).isEmpty();
    Transition step = driver.patch("1-app");
    assertThat(step.version()).hasToString("2.0.1");
    assertThat(step.revision()).isEqualTo(6);
  }

  private static ApplicationVersion edited(String app, String version, long revision) {
    SemanticVersion current = SemanticVersion.parse(version);
    return new ApplicationVersion(
        new ApplicationId(app),
        current,
        current,
        Optional.of("https://git.example.org/repo"),
        Instant.EPOCH,
        revision,
        Optional.empty());
  }
}
