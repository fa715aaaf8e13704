package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tests that the log of the oldest steps, written and read, and the rest tell what all tell. */
class IdempotencyLogPropertyTest {

  private static final Duration KEPT_FOR = Duration.ofHours(1);
  private static final Instant END = Instant.parse("2026-01-01T12:00:00Z");
  private static final List<IdempotencyKey> KEYS =
      List.of(new IdempotencyKey("k"), new IdempotencyKey("l"));
  private static final List<SourceSha> SHAS =
      List.of(
          new SourceSha("4f2a9c1"), new SourceSha("4f2a9c1d".repeat(5)), new SourceSha("0000000"));

  /** The steps of one change: a new version of an app, or deletions of the apps of a project. */
  private record Made(
      Optional<IdempotencyKey> key,
      Optional<SourceSha> sha,
      List<ApplicationId> apps,
      boolean isOfProject,
      boolean isDeletion) {}

  @Provide
  Arbitrary<List<Made>> histories() {
    Arbitrary<List<ApplicationId>> apps =
        Arbitraries.of(
            List.of(AnyChange.APPS.get(0)),
            List.of(AnyChange.APPS.get(1)),
            List.of(AnyChange.APPS.get(2)),
            AnyChange.APPS.subList(0, 2));
    return Combinators.combine(
            Arbitraries.of(KEYS).optional(0.7),
            Arbitraries.of(SHAS).optional(0.7),
            apps,
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(Made::new)
        .list()
        .ofMaxSize(12);
  }

  @Property(tries = 500)
  void followedBy_ofAnyTwoParts_findsWhatAllStepsTell(
      @ForAll("histories") List<Made> history, @ForAll double share) throws IOException {
    List<CommittedTransition> steps = steps(history);
    int split = (int) Math.floor(Math.abs(share % 1) * (steps.size() + 1));

    IdempotencyLog older = log(steps.subList(0, split));
    IdempotencyLog both = written(older).followedBy(log(steps.subList(split, steps.size())));

    assertThat(found(both)).isEqualTo(found(log(steps)));
    assertThat(found(written(both))).isEqualTo(found(both));
  }

  @Property(tries = 200)
  void with_eachStepOfAHistory_findsWhatAllStepsTell(@ForAll("histories") List<Made> history)
      throws IOException {
    IdempotencyLog log = IdempotencyLog.empty(KEPT_FOR);
    List<CommittedTransition> steps = steps(history);
    for (CommittedTransition step : steps) {
      log = log.with(step);
    }
    assertThat(found(written(log))).isEqualTo(found(log(steps)));
  }

  @Property(tries = 20)
  void followedBy_ofMoreStepsThanAreKept_keepsTheNewest(@ForAll double share) throws IOException {
    Made made =
        new Made(
            Optional.empty(),
            Optional.of(SHAS.get(0)),
            List.of(AnyChange.APPS.get(0)),
            false,
            false);
    List<CommittedTransition> steps = new ArrayList<>();
    for (int i = 0; i <= SourceTable.MAX_STEPS; i++) {
      Optional<SourceSha> sha = Optional.of(new SourceSha(String.format(Locale.ROOT, "%07x", i)));
      steps.add(
          step(
              new Made(made.key(), sha, made.apps(), false, false),
              made.apps().get(0),
              Requests.plain().id(),
              END,
              i));
    }
    int split = (int) Math.floor(Math.abs(share % 1) * (steps.size() + 1));

    IdempotencyLog both =
        written(log(steps.subList(0, split))).followedBy(log(steps.subList(split, steps.size())));

    for (int i = 0; i < steps.size(); i++) {
      SourceSha sha = steps.get(i).transition().request().sha().orElseThrow();
      assertThat(both.find(made.apps().get(0), sha))
          .isEqualTo(i == 0 ? Optional.empty() : Optional.of(steps.get(i)));
    }
  }

  private static IdempotencyLog log(List<CommittedTransition> oldestFirst) {
    IdempotencyLog.Gatherer gatherer = new IdempotencyLog.Gatherer(KEPT_FOR, END);
    for (int i = oldestFirst.size() - 1; i >= 0; i--) {
      gatherer.addOlder(oldestFirst.get(i));
    }
    return gatherer.log();
  }

  private static IdempotencyLog written(IdempotencyLog log) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    log.writeTo(new DataOutputStream(bytes), END);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    IdempotencyLog read = IdempotencyLog.read(in, KEPT_FOR);
    assertThat(in.read()).as("bytes after the log").isEqualTo(-1);
    return read;
  }

  /** Returns all that the log answers at the end of the history. */
  private static List<Object> found(IdempotencyLog log) {
    List<Object> found = new ArrayList<>();
    for (ApplicationId app : AnyChange.APPS) {
      KEYS.forEach(key -> found.add(log.find(app, key, END)));
      KEYS.forEach(key -> found.add(log.find(app.project(), key, END)));
      SHAS.forEach(sha -> found.add(log.find(app, sha)));
    }
    return found;
  }

  /** Returns the steps of changes, ten minutes after each other; the oldest keys expired. */
  private static List<CommittedTransition> steps(List<Made> history) {
    List<CommittedTransition> steps = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      Made made = history.get(i);
      ChangeId id = Requests.plain().id();
      Instant at = END.minus(Duration.ofMinutes(10L * (history.size() - i)));
      for (ApplicationId app : made.apps()) {
        steps.add(step(made, app, id, at, steps.size()));
      }
    }
    return steps;
  }

  private static CommittedTransition step(
      Made made, ApplicationId app, ChangeId id, Instant at, int number) {
    Optional<ProjectId> project =
        made.isOfProject() ? Optional.of(app.project()) : Optional.empty();
    Transition step =
        new Transition(
            made.isDeletion() ? Transition.Type.DELETE : Transition.Type.PATCH,
            app,
            Optional.empty(),
            SemanticVersion.of(1, 0, number),
            number,
            at,
            new Request(id, Principal.ANONYMOUS, made.key(), made.sha(), Optional.empty(), project),
            Optional.empty());
    return new CommittedTransition(step, new CommitId(String.format(Locale.ROOT, "%040x", number)));
  }
}
