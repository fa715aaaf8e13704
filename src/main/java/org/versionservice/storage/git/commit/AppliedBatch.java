package org.versionservice.storage.git.commit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.Outcome;
import org.versionservice.version.Registry;
import org.versionservice.version.Transition;

/** A batch applied to one head, and what became of each of its changes there. */
public final class AppliedBatch {

  /** The outcome of one change, and the commit to name in its receipt. */
  private record Decision(Outcome outcome, Optional<CommitId> commit) {}

  private final CommitBatch draft;
  private final List<Decision> decisions = new ArrayList<>();

  AppliedBatch(CommitBatch draft, List<Change> changes, Landed landed) {
    this.draft = draft;
    BranchState base = draft.head();
    for (Change change : changes) {
      decisions.add(landed.find(change, base.registry()).orElseGet(() -> apply(change)));
    }
  }

  CommitBatch draft() {
    return draft;
  }

  /** Returns whether there is nothing to store. */
  boolean isEmpty() {
    return draft.isEmpty();
  }

  /** Returns whether a change was decided by what the state does not have. */
  boolean hasRefusals() {
    return decisions.stream()
        .anyMatch(
            decision ->
                decision.outcome() instanceof Outcome.Refused
                    || decision.outcome() instanceof Outcome.Unchanged);
  }

  List<Receipt> receipts(PushState pushState) {
    return decisions.stream()
        .map(decision -> new Receipt(decision.outcome(), decision.commit(), pushState))
        .toList();
  }

  private Decision apply(Change change) {
    Outcome outcome = draft.apply(change);
    Optional<CommitId> commit =
        outcome instanceof Outcome.Replayed replayed
            ? Optional.of(replayed.issued().commit())
            : draft.head().commit().map(ObjectId::name).map(CommitId::new);
    return new Decision(outcome, commit);
  }

  /**
   * Steps that turned up in the remote's branch although their push seemed to have failed: they are
   * made, and must not be made again.
   */
  static final class Landed {

    private final Map<ChangeId, List<CommittedTransition>> steps = new HashMap<>();
    private boolean expected;

    /** A push was overtaken: until it is known by what, it may have landed before. */
    void expect() {
      expected = true;
    }

    /** Adds all steps that the branch has beyond what the overtaken push was built on. */
    void add(List<CommittedTransition> found) {
      expected = false;
      found.forEach(
          issued ->
              steps
                  .computeIfAbsent(issued.transition().request().id(), id -> new ArrayList<>())
                  .add(issued));
    }

    /** Returns whether it cannot be said that none of the changes was made. */
    boolean isPossible(List<Change> changes) {
      return expected
          || changes.stream().anyMatch(change -> steps.containsKey(change.request().id()));
    }

    private Optional<Decision> find(Change change, Registry registry) {
      return Optional.ofNullable(steps.get(change.request().id()))
          .map(made -> decision(made, registry));
    }

    private static Decision decision(List<CommittedTransition> made, Registry registry) {
      List<Transition> transitions = made.stream().map(CommittedTransition::transition).toList();
      return new Decision(
          new Outcome.Applied(registry, transitions),
          Optional.of(made.get(made.size() - 1).commit()));
    }
  }
}
