package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.versionservice.version.Change.DeleteApplication;
import org.versionservice.version.Change.DeleteProject;

/** Tests what the registry keeps of a deleted app. */
class RegistryDeletionTest {

  private static final ApplicationId APP = new ApplicationId("1-app");

  private final RegistryDriver driver = new RegistryDriver();

  @Test
  void set_lowerAfterDeletion_isRefusedAndHigherCreates() {
    driver.set("1-app", "1.2.3");
    driver.delete("1-app");

    assertThat(driver.refusal(RegistryDriver.setOf("1-app", "1.2.3", false)))
        .isEqualTo(Refusal.VERSION_NOT_HIGHER);
    assertThat(driver.set("1-app", "1.2.4").created()).isTrue();
  }

  @Test
  void delete_appThatIsThere_isGoneAndRemembered() {
    driver.set("1-app", "1.2.3");

    Transition step = driver.delete("1-app");

    assertThat(step.type()).isEqualTo(Transition.Type.DELETE);
    assertThat(step.version()).hasToString("1.2.3");
    assertThat(step.previous()).contains(SemanticVersion.of(1, 2, 3));
    assertThat(driver.has("1-app")).isFalse();
    assertThat(driver.registry().all()).isEmpty();
    assertThat(driver.registry().findDeleted(APP)).contains(driver.registry().allDeleted().get(0));
    assertThat(driver.registry().findDeleted(APP).orElseThrow().lastUpdated()).isEqualTo(step.at());
  }

  @Test
  void delete_appThatIsNotThere_isRefused() {
    Change change = new DeleteApplication(APP, Requests.plain());

    assertThat(driver.refusal(change)).isEqualTo(Refusal.APP_NOT_FOUND);
    driver.patch("1-app");
    driver.delete("1-app");
    assertThat(driver.refusal(change)).isEqualTo(Refusal.APP_NOT_FOUND);
  }

  @Test
  void increment_afterDeletion_goesOnAboveTheHighest() {
    driver.set("1-app", "2.0.0");
    driver.force("1-app", "1.0.0");
    driver.delete("1-app");

    assertThat(driver.patch("1-app").version()).hasToString("2.0.1");
    assertThat(driver.has("1-app")).isTrue();
    assertThat(driver.registry().allDeleted()).isEmpty();
  }

  @Test
  void deleteProject_apps_areThoseOfItOnly() {
    for (String app : List.of("1-b", "12-a", "1-a-c", "1.2-a", "1_-a", "2-a", "0-a", "1-a")) {
      driver.patch(app);
    }

    List<Transition> steps = driver.deleteProject("1");

    assertThat(steps).extracting(step -> step.app().value()).containsExactly("1-a", "1-a-c", "1-b");
    assertThat(steps).allMatch(step -> step.type() == Transition.Type.DELETE);
    assertThat(ids(driver.registry().all())).containsExactly("0-a", "1.2-a", "12-a", "1_-a", "2-a");
    assertThat(ids(driver.registry().allDeleted())).containsExactly("1-a", "1-a-c", "1-b");
  }

  @Test
  void deleteProject_withoutApps_isRefused() {
    driver.patch("12-a");
    Change change = new DeleteProject(new ProjectId("1"), Requests.plain());

    assertThat(driver.refusal(change)).isEqualTo(Refusal.PROJECT_NOT_FOUND);
    driver.patch("1-a");
    driver.delete("1-a");
    assertThat(driver.refusal(change)).isEqualTo(Refusal.PROJECT_NOT_FOUND);
    assertThat(driver.has("12-a")).isTrue();
  }

  private static List<String> ids(List<ApplicationVersion> entries) {
    return entries.stream().map(entry -> entry.id().value()).toList();
  }
}
