package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.versionservice.version.Change.SetVersion;

/** Records each version that an app ever had, and fails on a step that issues one again. */
final class VersionsHad {

  private final Map<ApplicationId, List<SemanticVersion>> versions = new HashMap<>();
  private final Map<ApplicationId, Long> revisions = new HashMap<>();

  /** Checks and records the steps of a change. */
  void add(Change change, List<Transition> steps) {
    assertThat(steps).isNotEmpty().extracting(Transition::app).doesNotHaveDuplicates();
    for (Transition step : steps) {
      checkVersion(change, step);
      assertThat(step.revision()).isEqualTo(revisions.getOrDefault(step.app(), 0L) + 1);
      revisions.put(step.app(), step.revision());
      step.previous().ifPresent(of(step.app())::add);
      of(step.app()).add(step.version());
    }
  }

  /** Checks that a step issues no earlier version of its app, and none that is too low. */
  void checkVersion(Change change, Transition step) {
    if (issues(change)) {
      assertThat(of(step.app())).doesNotContain(step.version());
      assertThat(of(step.app()))
          .filteredOn(had -> step.line().map(line -> line.contains(had)).orElse(true))
          .allSatisfy(had -> assertThat(step.version()).isGreaterThan(had));
    } else if (step.type() == Transition.Type.DELETE) {
      assertThat(of(step.app())).contains(step.version());
    }
  }

  private static boolean issues(Change change) {
    return change instanceof IncrementVersion || (change instanceof SetVersion set && !set.force());
  }

  private List<SemanticVersion> of(ApplicationId app) {
    return versions.computeIfAbsent(app, unknown -> new ArrayList<>());
  }
}
