package org.versionservice.storage.git.commit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.CommittedTransition;

/**
 * The changes of a batch that turned up in the remote's branch although their push seemed to have
 * failed: they are made, and must not be made again.
 */
final class LandedChanges {

  private final Map<ChangeId, List<CommittedTransition>> steps = new HashMap<>();
  private boolean expected;

  /** A push was overtaken: until it is known by what, it may have landed before. */
  void expect() {
    expected = true;
  }

  /** Adds all steps that the branch has beyond what the overtaken push was built on. */
  void add(List<CommittedTransition> found) {
    expected = false;
    for (CommittedTransition step : found) {
      steps.computeIfAbsent(step.changeId(), id -> new ArrayList<>()).add(step);
    }
  }

  /** Returns whether it cannot be said that none of the changes was made. */
  boolean isPossible(List<Change> changes) {
    return expected || changes.stream().anyMatch(change -> !of(change).isEmpty());
  }

  /** The steps of a change, oldest first; none if it did not land. */
  List<CommittedTransition> of(Change change) {
    return steps.getOrDefault(change.request().id(), List.of());
  }
}
