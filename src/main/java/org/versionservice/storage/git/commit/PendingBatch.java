package org.versionservice.storage.git.commit;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.versionservice.storage.WriteTimes;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.CommittedTransition;

/**
 * A batch that is being written: its deadline, its landed changes, and the time spent. A change
 * landed if the remote has it although its push seemed to fail, or because another replica made it:
 * it must not be made again. Not thread-safe.
 */
final class PendingBatch {

  private final List<Change> changes;
  private final RecentChanges recent;
  private final Clock steady;
  private final Instant deadline;
  private final Map<ChangeId, List<CommittedTransition>> landed = new HashMap<>();
  private boolean overtaken;
  private Duration stored = Duration.ZERO;
  private Duration pushed = Duration.ZERO;

  PendingBatch(List<Change> changes, RecentChanges recent, Clock steady, Duration timeout) {
    this.changes = changes;
    this.recent = recent;
    this.steady = steady;
    this.deadline = steady.instant().plus(timeout);
  }

  List<Change> changes() {
    return changes;
  }

  /** Records that a push was overtaken: it may have landed before, until its steps are added. */
  void setOvertaken() {
    overtaken = true;
  }

  /** Adds all steps that the branch has beyond the base of the overtaken push. */
  void addLanded(List<CommittedTransition> found) {
    overtaken = false;
    for (CommittedTransition step : found) {
      landed.computeIfAbsent(step.changeId(), id -> new ArrayList<>()).add(step);
    }
  }

  /** Returns the steps of a change, oldest first; none if it did not land. */
  List<CommittedTransition> landed(Change change) throws IOException {
    List<CommittedTransition> steps = landed.get(change.request().id());
    return steps == null ? recent.find(change) : steps;
  }

  Instant deadline() {
    return deadline;
  }

  boolean isOverdue() {
    return steady.instant().isAfter(deadline);
  }

  /** Returns whether some of the changes may have been made. */
  boolean mayHaveLanded() {
    return overtaken
        || changes.stream().anyMatch(change -> landed.containsKey(change.request().id()));
  }

  void addStored(Instant start) {
    stored = stored.plus(Duration.between(start, steady.instant()));
  }

  void addPushed(Instant start) {
    pushed = pushed.plus(Duration.between(start, steady.instant()));
  }

  WriteTimes times() {
    return new WriteTimes(stored, pushed);
  }
}
