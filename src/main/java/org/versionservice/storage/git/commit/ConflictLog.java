package org.versionservice.storage.git.commit;

import static java.lang.System.Logger.Level.WARNING;

import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.Transition;

/** The newest versions that were given out on two sides. Any thread may read it; one adds. */
final class ConflictLog {

  private static final System.Logger LOG = System.getLogger(ConflictLog.class.getName());

  /** How many conflicts are remembered. */
  static final int MOST = 1_000;

  private final Deque<CommittedTransition> conflicts = new ConcurrentLinkedDeque<>();

  /** The conflicts, newest first. */
  List<CommittedTransition> newest() {
    return List.copyOf(conflicts);
  }

  /** Adds a step if it is in conflict, and logs a conflict that is new. */
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

  /**
   * A step that is brought again, onto a newer state, has a new commit and is the same conflict.
   */
  void note(CommittedTransition step) {
    if (step.transition().conflict().isPresent()) {
      conflicts.removeIf(step::isSameStep);
      conflicts.addFirst(step);
      if (conflicts.size() > MOST) {
        conflicts.removeLast();
      }
    }
  }
}
