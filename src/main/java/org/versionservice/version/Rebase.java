package org.versionservice.version;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

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
    boolean live = isLive(step, conflict);
    registry = registry.handingOut(step.app(), versions(step));
    registry = live ? registry.with(entry) : registry.withDeleted(entry);
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
        Optional.of(entry.current()).filter(now -> !now.equals(step.version())),
        step.reservedUntil());
  }

  private HandedOut versions(Transition step) {
    HandedOut table = registry.handedOut(step.app());
    HandedOut issued =
        step.keeps()
            ? HandedOut.NONE.with(step.version())
            : HandedOut.NONE.reserving(step.version());
    return step.previous()
        .filter(start -> table.highest(ReleaseLine.of(start)).isEmpty())
        .map(issued::with)
        .orElse(issued);
  }

  private boolean isLive(Transition step, boolean conflict) {
    return switch (step.type()) {
      case DELETE -> conflict;
      case ABORT -> registry.find(step.app()).isPresent();
      default -> step.reservedUntil().isEmpty() || registry.find(step.app()).isPresent();
    };
  }

  private ApplicationVersion entry(
      Transition step, Optional<ApplicationVersion> known, boolean conflict) {
    ApplicationVersion entry = withoutReservation(step, known, conflict);
    return step.reservation()
        .map(told -> entry.with(entry.versions().with(told, step.line().isPresent())))
        .orElse(entry);
  }

  private ApplicationVersion withoutReservation(
      Transition step, Optional<ApplicationVersion> known, boolean conflict) {
    ApplicationId app = step.app();
    Optional<SourceSha> sha = step.request().sha();
    if (!step.keeps()) {
      return known
          .map(before -> before.touched(step.at()))
          .orElseGet(
              () ->
                  ApplicationVersion.following(
                      known, app, step.previous().orElseThrow(), Optional.empty(), step.at()));
    }
    if (issues(step)) {
      Optional<ApplicationVersion> live = conflict ? known : registry.find(app);
      return ApplicationVersion.issuing(
          live, known, app, step.version(), step.line(), sha, step.at());
    }
    SemanticVersion version =
        conflict
            ? SemanticVersion.max(known.orElseThrow().current(), step.version())
            : step.version();
    ApplicationVersion next = ApplicationVersion.following(known, app, version, sha, step.at());
    ApplicationVersion kept = next.with(next.versions().with(step.version(), false));
    return step.type() == Transition.Type.DELETE && !conflict
        ? kept.with(kept.versions().withReserved(kept.reserved().aborted(step.at())))
        : kept;
  }

  /** Adds a rebased step and its commit to the idempotency log. */
  public void remember(CommittedTransition issued) {
    registry = registry.remembering(issued);
  }

  /** The first step of an app decides for all: later ones follow its result. */
  private boolean isExpected(Transition step, ApplicationVersion known) {
    return rebased.contains(step.app())
        || isSettlement(step)
        || (known.revision() == step.revision() - 1 && !isRaisedByHand(step))
        || movedElsewhere(step, known);
  }

  private static boolean isSettlement(Transition step) {
    return step.type() == Transition.Type.CONFIRM || step.type() == Transition.Type.ABORT;
  }

  /** An edit by hand may raise a version and not its revision. */
  private boolean isRaisedByHand(Transition step) {
    return issues(step) && isTaken(step);
  }

  private boolean isTaken(Transition step) {
    return registry
        .handedOut(step.app())
        .highest(ReleaseLine.of(step.version()))
        .filter(top -> top.compareTo(step.version()) >= 0)
        .isPresent();
  }

  /** Returns whether the remote has the line of a step as it was before the step. */
  private boolean movedElsewhere(Transition step, ApplicationVersion known) {
    Optional<SemanticVersion> kept = registry.kept(step.app(), step.line(), step.at());
    boolean same = kept.isEmpty() || kept.equals(step.previous());
    boolean current =
        step.line().isPresent()
            || step.reservedUntil().isPresent()
            || kept.equals(Optional.of(known.current()));
    return issues(step)
        && !isTaken(step)
        && registry.find(step.app()).isPresent()
        && same
        && current;
  }

  /** Returns whether a step gives the app a version that the service chose. */
  private static boolean issues(Transition step) {
    return switch (step.type()) {
      case SET, DELETE, ABORT -> false;
      default -> true;
    };
  }
}
