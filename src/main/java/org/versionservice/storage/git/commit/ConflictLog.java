package org.versionservice.storage.git.commit;

import static java.lang.System.Logger.Level.WARNING;

import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.Transition;

/** The newest versions that two sides issued. All threads may read; one adds. */
final class ConflictLog {

  private static final System.Logger LOG = System.getLogger(ConflictLog.class.getName());

  static final int MAX_SIZE = 1_000;

  private final Deque<CommittedTransition> conflicts = new ConcurrentLinkedDeque<>();

  List<CommittedTransition> newest() {
    return List.copyOf(conflicts);
  }

  /** Adds a step if it is in conflict, and logs a new conflict. */
  void report(CommittedTransition rebased) {
    Transition step = rebased.transition();
    if (step.conflict().isPresent() && conflicts.stream().noneMatch(rebased::isSameStep)) {
      LOG.log(
          WARNING,
          "conflict: {0} was given {1} here while the remote moved it to {2}",
          step.app(),
          step.version(),
          step.conflict().get());
    }
    note(rebased);
  }

  /** Adds a step if it is in conflict; the same step with a newer commit replaces the older one. */
  void note(CommittedTransition step) {
    if (step.transition().conflict().isPresent()) {
      conflicts.removeIf(step::isSameStep);
      conflicts.addFirst(step);
      if (conflicts.size() > MAX_SIZE) {
        conflicts.removeLast();
      }
    }
  }
}
