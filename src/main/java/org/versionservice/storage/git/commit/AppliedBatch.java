package org.versionservice.storage.git.commit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.version.Change;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.Outcome;
import org.versionservice.version.Registry;

/** A batch applied to one head: its commits, and the result of each change, in their order. */
record AppliedBatch(CommitBatch draft, List<Decision> decisions) {

  /** The outcome of one change, and the commit to name in its receipt. */
  record Decision(Outcome outcome, Optional<CommitId> commit) {}

  /**
   * Applies the changes of a batch to the head of an empty draft, except those that landed there.
   */
  static AppliedBatch of(CommitBatch draft, PendingBatch batch) throws IOException {
    Registry base = draft.head().registry();
    List<Decision> decisions = new ArrayList<>();
    for (Change change : batch.changes()) {
      List<CommittedTransition> made = batch.landed(change);
      decisions.add(made.isEmpty() ? apply(draft, change) : made(made, base));
    }
    return new AppliedBatch(draft, decisions);
  }

  private static Decision apply(CommitBatch draft, Change change) throws IOException {
    Outcome outcome = draft.apply(change);
    Optional<CommitId> commit =
        outcome instanceof Outcome.Replayed replayed
            ? Optional.of(replayed.issued().commit())
            : draft.head().commitId();
    return new Decision(outcome, commit);
  }

  private static Decision made(List<CommittedTransition> steps, Registry registry) {
    return new Decision(
        new Outcome.Applied(registry, steps.stream().map(CommittedTransition::transition).toList()),
        Optional.of(steps.get(steps.size() - 1).commit()));
  }

  /** Returns whether a result would differ if another replica had made a change first. */
  boolean hasRefusals() {
    return decisions.stream()
        .map(Decision::outcome)
        .anyMatch(
            outcome ->
                outcome instanceof Outcome.Refused
                    || outcome instanceof Outcome.Unchanged
                    || outcome instanceof Outcome.Converted
                    || outcome instanceof Outcome.Unreadable);
  }

  List<Receipt> receipts(PushState pushState) {
    return decisions.stream()
        .map(decision -> new Receipt(decision.outcome(), decision.commit(), pushState))
        .toList();
  }
}
