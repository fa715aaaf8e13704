package org.versionservice.version;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Brings steps that were acknowledged during an outage onto a state that moved on without them.
 *
 * <p>Each keeps the version that it gave out. An app that moved on both sides is in conflict: it
 * ends on the highest version, and stays if one side deleted it.
 */
public final class Rebase {

  private final Map<ApplicationId, Long> broughtTo = new HashMap<>();
  private Registry registry;

  public Rebase(Registry onto) {
    this.registry = onto;
  }

  /** The state with all steps so far. */
  public Registry registry() {
    return registry;
  }

  /** Brings one step over; they come in the order in which they were acknowledged. */
  public Transition bring(Transition step) {
    Optional<ApplicationVersion> known = registry.known(step.app());
    boolean conflict = !isExpected(step, known);
    boolean deletes = step.type() == Transition.Type.DELETE && !conflict;
    SemanticVersion version =
        conflict
            ? SemanticVersion.max(known.orElseThrow().current(), step.version())
            : step.version();
    ApplicationVersion entry =
        ApplicationVersion.following(known, step.app(), version, step.request().sha(), step.at());
    registry = deletes ? registry.withDeleted(entry) : registry.with(entry);
    broughtTo.put(step.app(), entry.revision());
    return new Transition(
        step.type(),
        step.app(),
        step.previous(),
        step.version(),
        entry.revision(),
        step.at(),
        step.request(),
        conflict ? known.map(ApplicationVersion::current) : Optional.empty());
  }

  /** Remembers the commit of a step that was brought over. */
  public void remember(Issued issued) {
    registry = registry.remembering(issued);
  }

  private boolean isExpected(Transition step, Optional<ApplicationVersion> known) {
    long revision = known.map(ApplicationVersion::revision).orElse(0L);
    Long ours = broughtTo.get(step.app());
    return known.isEmpty() || (ours == null ? revision == step.revision() - 1 : revision == ours);
  }
}
