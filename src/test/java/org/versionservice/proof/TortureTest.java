package org.versionservice.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.version.Layout;

/** Tests the promises under all faults and events of production at once. */
class TortureTest {

  private static final int MANY = Integer.getInteger("torture.changes", 25_000);

  private static final Duration SHORT = Duration.ofMinutes(5);
  private static final Duration LONG = Duration.ofHours(6);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void threeReplicas_thatAreKilledOnABadNetwork_keepAllPromises() {
    torture(TorturePlan.threeReplicas(48, 500, 2, 1, 1, SHORT), directory);
  }

  @Test
  void oneReplica_thatAnswersWithoutTheRemote_keepsAllPromises() {
    torture(TorturePlan.oneReplica(24, 300, 2, 1, 1, SHORT).in(Layout.PROJECT), directory);
  }

  @Test
  @Tag("torture")
  void oneReplica_forLong_keepsAllPromises() {
    torture(TorturePlan.oneReplica(128, MANY, 10, 10, 5, LONG), directory);
  }

  @Test
  @Tag("torture")
  void threeReplicas_withAFileForEachProject_keepAllPromises() {
    TorturePlan plan = TorturePlan.threeReplicas(384, MANY, 20, 10, 5, LONG);
    torture(plan.in(Layout.PROJECT).withoutConversions(), directory);
  }

  @Test
  @Tag("torture")
  void threeReplicas_whoseLayoutIsConverted_keepAllPromises() {
    torture(TorturePlan.threeReplicas(384, MANY, 20, 10, 5, LONG), directory);
  }

  /** Runs a plan, and asserts that it kept all promises. */
  static TortureReport torture(TorturePlan plan, Path directory) {
    System.out.printf("torture in %s with %s%n", directory, plan);
    try (Torture torture = new Torture(plan, directory)) {
      TortureReport report = torture.run();
      System.out.print(report);
      assertThat(report.violations().size()).as("broken promises: %s", report).isZero();
      assertThat(report.recording().acknowledged()).isGreaterThanOrEqualTo(plan.changes());
      assertThat(report.kills()).isGreaterThanOrEqualTo(plan.kills());
      assertThat(report.struck()).containsOnlyKeys(Arrays.asList(Fault.values()));
      assertThat(report.struck().values()).allMatch(count -> count >= plan.faultsOfEachKind());
      assertThat(report.happened()).containsOnlyKeys(plan.incidents());
      assertThat(report.happened().values()).allMatch(count -> count >= plan.incidentsOfEachKind());
      int conversions =
          plan.incidents().contains(Incident.CONVERTED) ? plan.incidentsOfEachKind() : 0;
      assertThat(report.history().conversions()).hasSizeGreaterThanOrEqualTo(conversions);
      for (Node node : torture.nodes()) {
        node.repository().git().run("fsck", "--full", "--strict");
      }
      torture.origin().git().run("fsck", "--full", "--strict");
      assertClonedByAnybody(torture, directory);
      return report;
    }
  }

  private static void assertClonedByAnybody(Torture torture, Path directory) {
    new GitCommand(directory).run("clone", "--quiet", torture.url(), "clone");
    Path clone = directory.resolve("clone");
    assertThat(new GitCommand(clone).run("log", "--format=%H %s"))
        .isEqualTo(torture.origin().git().run("log", "--format=%H %s", "main"));
    assertThat(new GitCommand(clone).run("status", "--porcelain")).isEmpty();
    assertThat(clone.resolve("versions.json")).isNotEmptyFile();
  }
}
