package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versionservice.version.Change.DeleteApplication;
import org.versionservice.version.Increment.Level;
import org.versionservice.version.Increment.Promotion;
import org.versionservice.version.Increment.ToPreRelease;
import org.versionservice.version.Increment.ToRelease;

/** Tests the versions of release lines beside each other. */
class LineIncrementTest {

  private static final ApplicationId APP = new ApplicationId("1-app");
  private static final Increment PATCH = new ToRelease(Level.PATCH);
  private static final Increment MINOR = new ToRelease(Level.MINOR);
  private static final Increment MAJOR = new ToRelease(Level.MAJOR);

  private final RegistryDriver driver = new RegistryDriver();

  @Test
  void increment_linesInTurn_neverMeet() {
    driver.set("1-app", "1.4.2");

    assertThat(onLine("1.4", PATCH)).hasToString("1.4.3");
    assertThat(driver.patch("1-app").version()).hasToString("1.4.4");
    assertThat(driver.increment("1-app", MINOR).version()).hasToString("1.5.0");
    assertThat(onLine("1.4", PATCH)).hasToString("1.4.5");
    assertThat(driver.entry("1-app").current()).hasToString("1.5.0");
    assertThat(driver.patch("1-app").version()).hasToString("1.5.1");
  }

  @Test
  void increment_ofAnOlderLine_leavesTheCurrentVersionAndItsSourceCommit() {
    driver.steps(
        new IncrementVersion(APP, MAJOR, SemanticVersion.of(1, 4, 2), Requests.withSha("aaaaaaa")));
    Transition step =
        driver.steps(onLineOf("1.4", PATCH, Optional.empty(), Requests.withSha("bbbbbbb"))).get(0);

    assertThat(step.version()).hasToString("1.4.3");
    assertThat(step.previous()).contains(SemanticVersion.of(1, 4, 2));
    assertThat(step.line()).contains(ReleaseLine.parse("1.4"));
    assertThat(step.current()).contains(SemanticVersion.of(2, 0, 0));
    ApplicationVersion entry = driver.entry("1-app");
    assertThat(entry.current()).hasToString("2.0.0");
    assertThat(entry.sha()).contains(new SourceSha("aaaaaaa"));
    assertThat(entry.revision()).isEqualTo(2);
    assertThat(entry.lines()).isEqualTo(HandedOut.of(List.of(step.version())));
  }

  @Test
  void increment_ofTheNewestLine_movesTheCurrentVersion() {
    driver.set("1-app", "1.4.2");

    onLine("1.4", PATCH);

    assertThat(driver.entry("1-app").current()).hasToString("1.4.3");
    assertThat(driver.entry("1-app").highest()).hasToString("1.4.3");
  }

  /** A main increment raises a line that a call named before. */
  @Test
  void increment_withoutALine_countsInTheLineThatTheEntryNames() {
    driver.set("1-app", "1.4.2");
    onLine("1.4", PATCH);
    driver.patch("1-app");

    assertThat(driver.entry("1-app").lines().versions())
        .containsExactly(SemanticVersion.of(1, 4, 4));
  }

  @Test
  void increment_ofAMajorLine_continuesItsHighestVersion() {
    driver.set("1-app", "1.4.2");
    driver.increment("1-app", MAJOR);

    assertThat(onLine("1", MINOR)).hasToString("1.5.0");
    assertThat(onLine("1", PATCH)).hasToString("1.5.1");
    assertThat(onLine("1.4", PATCH)).hasToString("1.4.3");
    assertThat(onLine("1", new ToPreRelease(Level.MINOR, "rc"))).hasToString("1.6.0-rc.1");
    assertThat(onLine("1", new Promotion())).hasToString("1.6.0");
    assertThat(driver.entry("1-app").current()).hasToString("2.0.0");
  }

  @ParameterizedTest
  @CsvSource({"1.4, MINOR", "1.4, MAJOR", "1, MAJOR"})
  void increment_thatLeavesTheLine_isRefused(String line, Level level) {
    driver.set("1-app", "1.4.2");

    assertThat(driver.refusal(onLineOf(line, new ToRelease(level))))
        .isEqualTo(Refusal.OUTSIDE_LINE);
    assertThat(driver.refusal(onLineOf("1.4", new ToPreRelease(Level.MINOR, "rc"))))
        .isEqualTo(Refusal.OUTSIDE_LINE);
    assertThat(driver.entry("1-app").revision()).isEqualTo(1);
  }

  @Test
  void increment_ofAnUnknownLine_needsAStart() {
    driver.set("1-app", "2.0.0");

    assertThat(driver.refusal(onLineOf("1.4", PATCH))).isEqualTo(Refusal.LINE_NOT_FOUND);
    assertThat(onLine("1.4", PATCH, "1.4.7")).hasToString("1.4.8");
    assertThat(onLine("1.4", PATCH, "1.4.3")).as("the start is ignored").hasToString("1.4.9");
    assertThat(driver.entry("1-app").current()).hasToString("2.0.0");
  }

  @Test
  void increment_ofALineAhead_takesTheMainOneAlong() {
    driver.set("1-app", "1.4.2");

    assertThat(onLine("2", PATCH, "2.0.0")).hasToString("2.0.1");
    assertThat(driver.patch("1-app").version()).hasToString("2.0.2");
    assertThat(onLine("1", PATCH)).hasToString("1.4.3");
  }

  @Test
  void increment_ofALineOfAnUnknownApp_startsItBelowItsTags() {
    Change change =
        new IncrementVersion(
            APP,
            PATCH,
            SemanticVersion.of(2, 3, 0),
            Optional.of(ReleaseLine.parse("1.4")),
            Optional.of(SemanticVersion.of(1, 4, 7)),
            Requests.plain());

    assertThat(driver.steps(change).get(0).version()).hasToString("1.4.8");
    assertThat(driver.entry("1-app").current()).hasToString("1.4.8");
    assertThat(driver.increment("1-app", MINOR).version()).hasToString("2.4.0");
  }

  @Test
  void increment_ofALineOfADeletedApp_makesItLiveAgain() {
    driver.set("1-app", "1.4.2");
    driver.increment("1-app", MAJOR);
    driver.steps(new DeleteApplication(APP, Requests.plain()));

    assertThat(onLine("1.4", PATCH)).hasToString("1.4.3");
    assertThat(driver.entry("1-app").current()).hasToString("1.4.3");
    assertThat(driver.patch("1-app").version()).hasToString("2.0.1");
  }

  @Test
  void increment_ofASourceCommitWhoseVersionIsOutside_isRefused() {
    driver.set("1-app", "1.4.2");
    Request request = Requests.withSha("aaaaaaa");
    driver.remember(new IncrementVersion(APP, MAJOR, SemanticVersion.of(0, 0, 0), request));

    assertThat(driver.refusal(onLineOf("1.4", PATCH, Optional.empty(), request)))
        .isEqualTo(Refusal.OUTSIDE_LINE);
    assertThat(driver.ask(onLineOf("2", PATCH, Optional.empty(), request)))
        .isInstanceOfSatisfying(
            Outcome.Replayed.class,
            replayed -> assertThat(replayed.issued().transition().version()).hasToString("2.0.0"));
  }

  /** A key belongs to the line, too. */
  @Test
  void increment_keyOfAnotherLine_isRefused() {
    driver.set("1-app", "1.4.2");
    Request request = Requests.withKey("job");
    Transition step = driver.remember(onLineOf("1.4", PATCH, Optional.empty(), request));

    assertThat(driver.ask(onLineOf("1.4", PATCH, Optional.empty(), request)))
        .isInstanceOfSatisfying(
            Outcome.Replayed.class,
            replayed -> assertThat(replayed.issued().transition()).isEqualTo(step));
    assertThat(driver.refusal(onLineOf("1", PATCH, Optional.empty(), request)))
        .isEqualTo(Refusal.IDEMPOTENCY_KEY_REUSED);
    assertThat(driver.refusal(new IncrementVersion(APP, PATCH, step.version(), request)))
        .isEqualTo(Refusal.IDEMPOTENCY_KEY_REUSED);
  }

  /** A version that somebody sets in a line is above what the line issues next. */
  @Test
  void set_versionOfAnOlderLine_raisesIt() {
    driver.set("1-app", "1.4.2");
    driver.increment("1-app", MAJOR);
    driver.force("1-app", "1.4.6");

    assertThat(onLine("1.4", PATCH)).hasToString("1.4.7");
    assertThat(driver.patch("1-app").version()).hasToString("2.0.1");
  }

  @Test
  void release_afterAPreRelease_isTheHighestWithoutOne() {
    driver.set("1-app", "1.4.2");
    driver.increment("1-app", new ToPreRelease(Level.MAJOR, "rc"));

    assertThat(driver.entry("1-app").release()).contains(SemanticVersion.of(1, 4, 2));
    onLine("1.4", PATCH);
    assertThat(driver.entry("1-app").release()).contains(SemanticVersion.of(1, 4, 3));
    driver.increment("1-app", new Promotion());
    assertThat(driver.entry("1-app").release()).contains(SemanticVersion.of(2, 0, 0));
  }

  /** The file of another writer lacks the lines, but its commits are known. */
  @Test
  void succeededBy_fileWithoutLines_keepsWhatWasHandedOut() {
    driver.set("1-app", "1.4.2");
    onLine("1.4", PATCH);
    driver.increment("1-app", MAJOR);
    ApplicationVersion entry = driver.entry("1-app");
    ApplicationVersion cut =
        new ApplicationVersion(
            APP,
            entry.current(),
            entry.current(),
            Optional.empty(),
            entry.lastUpdated(),
            9,
            Optional.empty());

    driver.succeedBy(List.of(cut), List.of());

    assertThat(onLine("1.4", PATCH)).hasToString("1.4.4");
    assertThat(driver.entry("1-app").lines().versions())
        .containsExactly(SemanticVersion.of(1, 4, 4));
  }

  /** A replica that knows the entry alone continues the lines that it names. */
  @Test
  void succeededBy_entryAlone_continuesItsLines() {
    driver.set("1-app", "1.4.2");
    onLine("1.4", PATCH);
    driver.increment("1-app", MAJOR);
    RegistryDriver fresh = new RegistryDriver();
    fresh.succeedBy(List.of(driver.entry("1-app")), List.of());

    assertThat(fresh.steps(onLineOf("1.4", PATCH)).get(0).version()).hasToString("1.4.4");
    assertThat(fresh.refusal(onLineOf("1.3", PATCH))).isEqualTo(Refusal.LINE_NOT_FOUND);
  }

  private SemanticVersion onLine(String line, Increment increment) {
    return driver.steps(onLineOf(line, increment)).get(0).version();
  }

  private SemanticVersion onLine(String line, Increment increment, String from) {
    Optional<SemanticVersion> start = Optional.of(SemanticVersion.parse(from));
    return driver.steps(onLineOf(line, increment, start, Requests.plain())).get(0).version();
  }

  static Change onLineOf(String line, Increment increment) {
    return onLineOf(line, increment, Optional.empty(), Requests.plain());
  }

  private static Change onLineOf(
      String line, Increment increment, Optional<SemanticVersion> from, Request request) {
    return new IncrementVersion(
        APP,
        increment,
        RegistryDriver.STARTS_FROM,
        Optional.of(ReleaseLine.parse(line)),
        from,
        request);
  }
}
