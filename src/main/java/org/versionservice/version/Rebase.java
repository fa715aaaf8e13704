package org.versionservice.version;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Brings steps that were acknowledged during an outage onto a state that moved on without them.
 *
 * <p>Each keeps the version that it gave out. An app that moved on both sides is in conflict: it
 * ends on the highest version, and stays if one side deleted it.
 */
public final class Rebase {

  private final Set<ApplicationId> brought = new HashSet<>();
  private final Set<ApplicationId> inConflict = new HashSet<>();
  private Registry registry;

  public Rebase(Registry onto) {
    this.registry = onto;
  }

  /** The state with all steps so far. */
  public Registry registry() {
    return registry;
  }

  /**
   * Brings one step over; they come in the order in which they were acknowledged. One that met a
   * conflict when it was brought over before stays in conflict.
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
    brought.add(step.app());
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

  /** Remembers the commit of a step that was brought over. */
  public void remember(CommittedTransition issued) {
    registry = registry.remembering(issued);
  }

  /** The first step of an app decides for all: later ones follow what was made of it. */
  private boolean isExpected(Transition step, ApplicationVersion known) {
    return brought.contains(step.app())
        || (known.revision() == step.revision() - 1 && !isRaisedByHand(step, known));
  }

  /** Somebody who edits the file may leave the revision alone. */
  private static boolean isRaisedByHand(Transition step, ApplicationVersion known) {
    return switch (step.type()) {
      case SET, DELETE -> false;
      default -> known.highest().compareTo(step.version()) >= 0;
    };
  }
}
