package org.versionservice.version;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.versionservice.version.Change.DeleteApplication;
import org.versionservice.version.Change.DeleteProject;
import org.versionservice.version.Change.SetVersion;
import org.versionservice.version.Increment.Level;
import org.versionservice.version.Outcome.Applied;
import org.versionservice.version.Outcome.Refused;
import org.versionservice.version.Outcome.Unchanged;

/** Applies changes to a registry one after the other, each a second after the last. */
final class RegistryDriver {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration KEYS_KEPT_FOR = Duration.ofHours(24);
  static final SemanticVersion STARTS_FROM = SemanticVersion.of(0, 0, 0);

  private Registry registry = Registry.empty(KEYS_KEPT_FOR);
  private Instant now = START;

  Registry registry() {
    return registry;
  }

  Outcome ask(Change change) {
    now = now.plusSeconds(1);
    Outcome outcome = registry.apply(change, now);
    if (outcome instanceof Applied applied) {
      registry = applied.registry();
    }
    return outcome;
  }

  /** Applies a change that must succeed, and returns its steps. */
  List<Transition> steps(Change change) {
    Outcome outcome = ask(change);
    if (outcome instanceof Applied applied) {
      return applied.transitions();
    }
    throw new AssertionError(change + " was not made: " + outcome);
  }

  Instant now() {
    return now;
  }

  /** Lets time pass. */
  void pass(Duration time) {
    now = now.plus(time);
  }

  /** Applies a change that must succeed, remembers it for retries, and returns its last step. */
  Transition remember(Change change) {
    List<Transition> made = steps(change);
    made.forEach(
        step ->
            registry =
                registry.remembering(new CommittedTransition(step, new CommitId("0".repeat(40)))));
    return made.get(made.size() - 1);
  }

  Transition patch(String app) {
    return increment(app, new Increment.ToRelease(Level.PATCH));
  }

  Transition increment(String app, Increment increment) {
    return steps(incrementOf(app, increment)).get(0);
  }

  Transition set(String app, String version) {
    return steps(setOf(app, version, false)).get(0);
  }

  Transition force(String app, String version) {
    return steps(setOf(app, version, true)).get(0);
  }

  Transition delete(String app) {
    return steps(new DeleteApplication(new ApplicationId(app), Requests.plain())).get(0);
  }

  List<Transition> deleteProject(String project) {
    return steps(new DeleteProject(new ProjectId(project), Requests.plain()));
  }

  Refusal refusal(Change change) {
    Outcome outcome = ask(change);
    if (outcome instanceof Refused refused) {
      return refused.refusal();
    }
    throw new AssertionError(change + " was not refused: " + outcome);
  }

  ApplicationVersion unchanged(Change change) {
    Outcome outcome = ask(change);
    if (outcome instanceof Unchanged unchanged) {
      return unchanged.entry();
    }
    throw new AssertionError(change + " did not find its wish fulfilled: " + outcome);
  }

  void succeedBy(Collection<ApplicationVersion> there, Collection<ApplicationVersion> gone) {
    registry = registry.succeededBy(there, gone);
  }

  ApplicationVersion entry(String app) {
    return registry.find(new ApplicationId(app)).orElseThrow();
  }

  boolean has(String app) {
    return registry.find(new ApplicationId(app)).isPresent();
  }

  static IncrementVersion incrementOf(String app, Increment increment) {
    return new IncrementVersion(new ApplicationId(app), increment, STARTS_FROM, Requests.plain());
  }

  static SetVersion setOf(String app, String version, boolean force) {
    return new SetVersion(
        new ApplicationId(app), SemanticVersion.parse(version), force, Requests.plain());
  }
}
