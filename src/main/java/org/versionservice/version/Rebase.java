package org.versionservice.version;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Applies steps that were acknowledged during an outage to a state that changed without them.
 *
 * <p>Each step keeps the version that it issued, and its line. An app of which one line changed on
 * both sides is in conflict: it gets the highest version, and remains if one side deleted it.
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
    ApplicationVersion entry = entry(step, known, conflict);
    registry = isDeletion(step, conflict) ? registry.withDeleted(entry) : registry.with(entry);
    registry = registry.handingOut(step.app(), HandedOut.of(versions(step)));
    rebased.add(step.app());
    return new Transition(
        step.type(),
        step.app(),
        step.previous(),
        step.version(),
        entry.revision(),
        step.at(),
        step.request(),
        conflict ? known.map(ApplicationVersion::current) : step.conflict(),
        step.line(),
        Optional.of(entry.current()).filter(now -> !now.equals(step.version())));
  }

  private static boolean isDeletion(Transition step, boolean conflict) {
    return step.type() == Transition.Type.DELETE && !conflict;
  }

  private ApplicationVersion entry(
      Transition step, Optional<ApplicationVersion> known, boolean conflict) {
    Optional<SourceSha> sha = step.request().sha();
    if (isIncrement(step)) {
      Optional<ApplicationVersion> live = conflict ? known : registry.find(step.app());
      return ApplicationVersion.issuing(
          live, known, step.app(), step.version(), step.line(), sha, step.at());
    }
    SemanticVersion version =
        conflict
            ? SemanticVersion.max(known.orElseThrow().current(), step.version())
            : step.version();
    return ApplicationVersion.following(known, step.app(), version, sha, step.at())
        .handingOut(step.version(), false);
  }

  private static List<SemanticVersion> versions(Transition step) {
    return Stream.concat(step.previous().stream(), Stream.of(step.version())).toList();
  }

  /** Adds a rebased step and its commit to the idempotency log. */
  public void remember(CommittedTransition issued) {
    registry = registry.remembering(issued);
  }

  /** The first step of an app decides for all: later ones follow its result. */
  private boolean isExpected(Transition step, ApplicationVersion known) {
    return rebased.contains(step.app())
        || (known.revision() == step.revision() - 1 && !isRaisedByHand(step, known))
        || movedElsewhere(step, known);
  }

  /** An edit by hand may raise a version and not its revision. */
  private static boolean isRaisedByHand(Transition step, ApplicationVersion known) {
    return isIncrement(step) && known.highest().compareTo(step.version()) >= 0;
  }

  /** Returns whether the remote has the line of a step as it was before the step. */
  private boolean movedElsewhere(Transition step, ApplicationVersion known) {
    Optional<SemanticVersion> highest = registry.handedOut(step.app()).highest(step.line());
    boolean same = highest.isEmpty() || highest.equals(step.previous());
    boolean current = step.line().isPresent() || highest.equals(Optional.of(known.current()));
    return isIncrement(step) && registry.find(step.app()).isPresent() && same && current;
  }

  private static boolean isIncrement(Transition step) {
    return switch (step.type()) {
      case SET, DELETE -> false;
      default -> true;
    };
  }
}
