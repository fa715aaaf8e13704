package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.versionservice.version.Change.DeleteApplication;
import org.versionservice.version.Change.DeleteProject;
import org.versionservice.version.Change.SetVersion;
import org.versionservice.version.Increment.Level;
import org.versionservice.version.Increment.ToRelease;
import org.versionservice.version.Outcome.Applied;
import org.versionservice.version.Outcome.Refused;
import org.versionservice.version.Outcome.Replayed;

/** Tests that a change with an idempotency key or a source commit is made once. */
class IdempotencyTest {

  private static final Duration KEPT_FOR = Duration.ofHours(1);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LONG_AFTER = START.plus(Duration.ofDays(1_000));
  private static final ApplicationId APP = new ApplicationId("1-app");
  private static final CommitId COMMIT = new CommitId("0".repeat(40));

  private Registry registry = Registry.empty(KEPT_FOR);

  @Test
  void apply_sameKey_isReplayedWithTheFirstStep() {
    CommittedTransition first = issue(patch(Requests.withKey("k")), START);
    issue(patch(Requests.plain()), START.plusSeconds(1));

    Outcome again = registry.apply(patch(Requests.withKey("k")), START.plusSeconds(2));

    assertThat(again).isEqualTo(new Replayed(first));
    assertThat(first.transition().version()).hasToString("0.0.1");
  }

  @Test
  void apply_sameKey_isForgottenAfterItsTime() {
    issue(patch(Requests.withKey("k")), START);

    assertThat(registry.apply(patch(Requests.withKey("k")), START.plus(KEPT_FOR).minusSeconds(1)))
        .isInstanceOf(Replayed.class);
    assertThat(registry.apply(patch(Requests.withKey("k")), START.plus(KEPT_FOR).plusSeconds(1)))
        .isInstanceOf(Applied.class);
  }

  @Test
  void apply_keyUsedAgainAfterItsTime_isReplayedWithTheSecondStep() {
    issue(patch(Requests.withKey("k")), START);
    Instant later = START.plus(KEPT_FOR).plusSeconds(1);
    CommittedTransition second = issue(patch(Requests.withKey("k")), later);

    assertThat(registry.apply(patch(Requests.withKey("k")), later.plusSeconds(1)))
        .isEqualTo(new Replayed(second));
  }

  @Test
  void apply_otherKeyOrNone_isMade() {
    issue(patch(Requests.withKey("k")), START);

    for (Request request : List.of(Requests.withKey("K"), Requests.plain())) {
      assertThat(registry.apply(patch(request), START)).isInstanceOf(Applied.class);
    }
  }

  @Test
  void apply_keyOfAChangeThatWasNotRemembered_isMade() {
    assertThat(registry.apply(patch(Requests.withKey("k")), START)).isInstanceOf(Applied.class);
    assertThat(registry.apply(patch(Requests.withKey("k")), START)).isInstanceOf(Applied.class);
  }

  @Test
  void apply_manyKeys_areAllRemembered() {
    List<CommittedTransition> all =
        IntStream.range(0, 2_000)
            .mapToObj(i -> issue(patch(Requests.withKey("k" + i)), START))
            .toList();

    for (CommittedTransition issued : all) {
      assertThat(registry.apply(patch(issued.transition().request()), START.plusSeconds(1)))
          .isEqualTo(new Replayed(issued));
    }
  }

  @Test
  void apply_sameKeyWithAnotherTypeOrVersionOrCall_isRefused() {
    issue(patch(Requests.withKey("k")), START);
    issue(set("1-set", "3.0.0", Requests.withKey("s")), START);

    for (Change other :
        List.of(
            increment("1-app", Level.MINOR, Requests.withKey("k")),
            set("1-app", "2.0.0", Requests.withKey("k")),
            new DeleteApplication(APP, Requests.withKey("k")),
            set("1-set", "3.0.1", Requests.withKey("s")),
            increment("1-set", Level.PATCH, Requests.withKey("s")))) {
      assertThat(registry.apply(other, START))
          .isEqualTo(new Refused(Refusal.IDEMPOTENCY_KEY_REUSED));
    }
  }

  @Test
  void apply_sameKeyWithAnotherApp_isAnotherRequest() {
    CommittedTransition first = issue(patch(Requests.withKey("k")), START);
    CommittedTransition other =
        issue(increment("1-other", Level.MINOR, Requests.withKey("k")), START);
    CommittedTransition elsewhere = issue(set("2-app", "2.0.0", Requests.withKey("k")), START);

    assertThat(registry.apply(patch(Requests.withKey("k")), START)).isEqualTo(new Replayed(first));
    assertThat(registry.apply(increment("1-other", Level.MINOR, Requests.withKey("k")), START))
        .isEqualTo(new Replayed(other));
    assertThat(registry.apply(set("2-app", "2.0.0", Requests.withKey("k")), START))
        .isEqualTo(new Replayed(elsewhere));
  }

  @Test
  void apply_sameKeyForAProjectAndItsApp_isAnotherRequest() {
    issue(patch(Requests.withKey("k")), START);
    issue(increment("1-b", Level.PATCH, Requests.plain()), START);
    issue(new DeleteApplication(APP, Requests.withKey("d")), START);
    Change deletion = new DeleteProject(APP.project(), Requests.withKey("d"));

    List<CommittedTransition> steps = issueAll(deletion, START);

    assertThat(steps).extracting(step -> step.transition().app().value()).containsExactly("1-b");
    assertThat(registry.apply(deletion, START)).isEqualTo(new Replayed(steps));
    assertThat(registry.apply(new DeleteApplication(APP, Requests.withKey("d")), START))
        .isInstanceOf(Replayed.class);
    assertThat(registry.apply(patch(Requests.withKey("k")), START)).isInstanceOf(Replayed.class);
    assertThat(registry.apply(increment("1-b", Level.PATCH, Requests.withKey("d")), START))
        .isInstanceOf(Applied.class);
  }

  @Test
  void apply_keyOfAProjectsDeletionInOlderCommits_isReplayedIfItWasMoreThanOneApp() {
    Request request = Requests.withKey("d");
    List<CommittedTransition> steps = new ArrayList<>();
    for (String app : List.of("1-a", "1-b")) {
      issue(increment(app, Level.PATCH, Requests.plain()), START);
      steps.add(issue(new DeleteApplication(new ApplicationId(app), request), START));
    }
    issue(increment("2-a", Level.PATCH, Requests.plain()), START);
    issue(new DeleteApplication(new ApplicationId("2-a"), Requests.withKey("d")), START);

    assertThat(registry.apply(new DeleteProject(new ProjectId("1"), request), START))
        .isEqualTo(new Replayed(steps));
    assertThat(registry.apply(new DeleteProject(new ProjectId("2"), request), START))
        .isEqualTo(new Refused(Refusal.PROJECT_NOT_FOUND));
  }

  @Test
  void apply_sameKeyOfASetOrADeletion_isReplayed() {
    CommittedTransition set = issue(set("1-app", "3.0.0", Requests.withKey("s")), START);
    assertThat(registry.apply(set("1-app", "3.0.0", Requests.withKey("s")), START))
        .isEqualTo(new Replayed(set));

    CommittedTransition deleted = issue(new DeleteApplication(APP, Requests.withKey("d")), START);
    assertThat(registry.apply(new DeleteApplication(APP, Requests.withKey("d")), START))
        .isEqualTo(new Replayed(deleted));
  }

  @Test
  void apply_sameKeyOfAProjectsDeletion_isReplayedWithAllItsSteps() {
    for (String app : List.of("1-a", "1-b", "1-c")) {
      issue(increment(app, Level.PATCH, Requests.plain()), START);
    }
    Change deletion = new DeleteProject(APP.project(), Requests.withKey("d"));
    List<CommittedTransition> steps = issueAll(deletion, START);

    assertThat(steps).hasSize(3);
    assertThat(registry.apply(deletion, START)).isEqualTo(new Replayed(steps));
  }

  @Test
  void apply_sameShaOfAnApp_isReplayedWhateverTheType() {
    CommittedTransition first = issue(patch(Requests.withSha("abcdef0")), START);
    issue(patch(Requests.withSha("1234567")), START);

    for (Level level : Level.values()) {
      assertThat(registry.apply(increment("1-app", level, Requests.withSha("ABCDEF0")), LONG_AFTER))
          .isEqualTo(new Replayed(first));
    }
  }

  @Test
  void apply_shaNamedByMoreOrFewerDigits_isTheSameCommit() {
    String full = "abcdef0123456789abcdef0123456789abcdef01";
    for (String first : List.of(full, full.substring(0, 8), full.substring(0, 7))) {
      registry = Registry.empty(KEPT_FOR);
      CommittedTransition issued = issue(patch(Requests.withSha(first)), START);
      for (String again : List.of(full, "ABCDEF01", full.substring(0, 7))) {
        assertThat(registry.apply(patch(Requests.withSha(again)), LONG_AFTER))
            .isEqualTo(new Replayed(issued));
      }
      assertThat(registry.apply(patch(Requests.withSha("abcdef1")), START))
          .isInstanceOf(Applied.class);
    }
    registry = Registry.empty(KEPT_FOR);
    issue(patch(Requests.withSha(full)), START);
    assertThat(registry.apply(patch(Requests.withSha("abcdef02")), START))
        .as("another commit that begins alike")
        .isInstanceOf(Applied.class);
  }

  @Test
  void apply_releaseOfTheShasOwnPreRelease_givesTheRelease() {
    issue(preRelease("abcdef0"), START);
    CommittedTransition candidate = issue(preRelease("1234567"), START);
    assertThat(registry.apply(preRelease("1234567"), START)).isEqualTo(new Replayed(candidate));

    CommittedTransition release = issue(release("1234567"), START);

    assertThat(candidate.transition().version()).hasToString("0.0.1-rc.2");
    assertThat(release.transition().version()).hasToString("0.0.1");
    assertThat(release.transition().previous()).contains(candidate.transition().version());
    for (Change again : List.of(release("1234567"), preRelease("1234567"))) {
      assertThat(registry.apply(again, START)).isEqualTo(new Replayed(release));
    }
    assertThat(registry.apply(release("abcdef0"), START))
        .as("its release belongs to another commit")
        .isEqualTo(new Refused(Refusal.VERSION_NOT_HIGHER));
  }

  private static Change preRelease(String sha) {
    return new IncrementVersion(
        APP,
        new Increment.ToPreRelease(Level.PATCH, "rc"),
        SemanticVersion.of(0, 0, 0),
        Requests.withSha(sha));
  }

  private static Change release(String sha) {
    return new IncrementVersion(
        APP, new Increment.Promotion(), SemanticVersion.of(0, 0, 0), Requests.withSha(sha));
  }

  @Test
  void apply_sameShaOfAnotherApp_isMade() {
    issue(patch(Requests.withSha("abcdef0")), START);

    assertThat(registry.apply(increment("1-b", Level.PATCH, Requests.withSha("abcdef0")), START))
        .isInstanceOf(Applied.class);
  }

  @Test
  void apply_manyShas_remembersTheNewestThousandOfEachApp() {
    issue(increment("1-b", Level.PATCH, Requests.withSha(sha(0))), START);
    for (int i = 0; i <= 1_000; i++) {
      issue(patch(Requests.withSha(sha(i))), START);
    }

    assertThat(registry.apply(patch(Requests.withSha(sha(0))), START)).isInstanceOf(Applied.class);
    for (int i = 1; i <= 1_000; i++) {
      assertThat(registry.apply(patch(Requests.withSha(sha(i))), START))
          .isInstanceOfSatisfying(Replayed.class, IdempotencyTest::assertForItsSha);
    }
    assertThat(registry.apply(increment("1-b", Level.PATCH, Requests.withSha(sha(0))), START))
        .isInstanceOf(Replayed.class);
  }

  @Test
  void gatherer_fromNewestToOldest_tellsWhatWasRememberedStepByStep() {
    List<CommittedTransition> all = new ArrayList<>();
    all.add(issue(patch(Requests.withKey("old")), START.minus(KEPT_FOR)));
    for (int i = 0; i <= 1_000; i++) {
      all.add(issue(patch(keyAndSha("k" + i, sha(i))), START));
    }
    all.add(issue(patch(Requests.withSha("abcdef0")), START));
    for (String app : List.of("2-a", "2-b")) {
      all.add(issue(increment(app, Level.MINOR, Requests.plain()), START));
    }
    all.addAll(issueAll(new DeleteProject(new ProjectId("2"), Requests.withKey("d")), START));

    IdempotencyLog.Gatherer gatherer = new IdempotencyLog.Gatherer(KEPT_FOR, START);
    for (int i = all.size() - 1; i >= 0; i--) {
      gatherer.addOlder(all.get(i));
    }
    Registry loaded =
        registry.remembering(IdempotencyLog.empty(KEPT_FOR)).remembering(gatherer.log());

    List<Request> requests =
        new ArrayList<>(
            List.of(
                Requests.withKey("old"), Requests.withSha("abcdef0"), Requests.withSha(sha(0))));
    for (int i = 1; i <= 1_000; i++) {
      requests.add(Requests.withKey("k" + i));
      requests.add(Requests.withSha(sha(i)));
    }
    for (Request request : requests) {
      assertThat(comparable(loaded.apply(patch(request), START)))
          .isEqualTo(comparable(registry.apply(patch(request), START)));
    }
    Change deletion = new DeleteProject(new ProjectId("2"), Requests.withKey("d"));
    assertThat(loaded.apply(deletion, START)).isEqualTo(registry.apply(deletion, START));
    assertThat(loaded.apply(patch(Requests.withKey("k7")), START)).isInstanceOf(Replayed.class);
  }

  @Test
  void succeededBy_file_keepsTheKeys() {
    CommittedTransition first = issue(patch(Requests.withKey("k")), START);

    Registry successor = registry.succeededBy(List.of(), List.of());

    assertThat(successor.apply(patch(Requests.withKey("k")), START)).isEqualTo(new Replayed(first));
  }

  private CommittedTransition issue(Change change, Instant at) {
    return issueAll(change, at).get(0);
  }

  private List<CommittedTransition> issueAll(Change change, Instant at) {
    if (registry.apply(change, at) instanceof Applied applied) {
      List<CommittedTransition> steps =
          applied.transitions().stream()
              .map(step -> new CommittedTransition(step, COMMIT))
              .toList();
      registry = applied.registry();
      steps.forEach(step -> registry = registry.remembering(step));
      return steps;
    }
    throw new AssertionError(change + " was not made");
  }

  /** An applied outcome contains its registry, whose comparison would take too long. */
  private static Object comparable(Outcome outcome) {
    return outcome instanceof Replayed ? outcome : outcome.getClass();
  }

  private static void assertForItsSha(Replayed replayed) {
    assertThat(replayed.steps()).hasSize(1);
    Transition step = replayed.issued().transition();
    assertThat(step.version().patch() - 1)
        .isEqualTo(Long.parseLong(step.request().sha().orElseThrow().abbreviated(), 16));
  }

  private static Request keyAndSha(String key, String sha) {
    return new Request(
        Requests.plain().id(),
        Principal.ANONYMOUS,
        Optional.of(new IdempotencyKey(key)),
        Optional.of(new SourceSha(sha)));
  }

  private static String sha(int number) {
    return String.format(Locale.ROOT, "%07x%033x", number, number);
  }

  private static Change patch(Request request) {
    return increment("1-app", Level.PATCH, request);
  }

  private static Change increment(String app, Level level, Request request) {
    return new IncrementVersion(
        new ApplicationId(app), new ToRelease(level), SemanticVersion.of(0, 0, 0), request);
  }

  private static Change set(String app, String version, Request request) {
    return new SetVersion(new ApplicationId(app), SemanticVersion.parse(version), false, request);
  }
}
