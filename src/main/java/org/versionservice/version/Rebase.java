package org.versionservice.version;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Applies steps that were acknowledged during an outage to a state that changed without them.
 *
 * <p>Each step keeps the version that it issued. An app that changed on both sides is in conflict:
 * it gets the highest version, and remains if one side deleted it.
 */
public final class Rebase {

  private final Set<ApplicationId> rebased = new HashSet<>();
  private final Set<ApplicationId> inConflict = new HashSet<>();
  private Registry registry;

  public Rebase(Registry onto) {
    this.registry = onto;
  }

  /** Returns the state with all steps so far. */
  public Registry registry() {
    return registry;
  }

  /**
   * Applies one step; steps must come in the order of their acknowledgement. A step that an earlier
   * rebase found in conflict stays in conflict.
   */
  public Transition bring(Transition step) {
    Optional<ApplicationVersion> known = registry.known(step.app());
    if (known.isPresent() && (step.conflict().isPresent() || !isExpected(step, known.get()))) {
      inConflict.add(step.app());
    }
    boolean conflict = inConflict.contains(step.app());
    boolean deletes = step.type() == Transition.Type.DELETE && !conflict;
    SemanticVersion version =
        conflict
            ? SemanticVersion.max(known.orElseThrow().current(), step.version())
            : step.version();
    ApplicationVersion entry =
        ApplicationVersion.following(known, step.app(), version, step.request().sha(), step.at());
    registry = deletes ? registry.withDeleted(entry) : registry.with(entry);
    rebased.add(step.app());
    return new Transition(
        step.type(),
        step.app(),
        step.previous(),
        step.version(),
        entry.revision(),
        step.at(),
        step.request(),
        conflict ? known.map(ApplicationVersion::current) : step.conflict());
  }

  /** Adds a rebased step and its commit to the idempotency log. */
  public void remember(CommittedTransition issued) {
    registry = registry.remembering(issued);
  }

  /** The first step of an app decides for all: later ones follow its result. */
  private boolean isExpected(Transition step, ApplicationVersion known) {
    return rebased.contains(step.app())
        || (known.revision() == step.revision() - 1 && !isRaisedByHand(step, known));
  }

  /** An edit by hand may raise a version and not its revision. */
  private static boolean isRaisedByHand(Transition step, ApplicationVersion known) {
    return switch (step.type()) {
      case SET, DELETE -> false;
      default -> known.highest().compareTo(step.version()) >= 0;
    };
  }
}
