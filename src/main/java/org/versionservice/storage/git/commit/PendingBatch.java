package org.versionservice.storage.git.commit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.versionservice.storage.WriteTimes;
import org.versionservice.version.Change;

/**
 * A batch of changes that is being written: its deadline, the changes that turned up at the remote,
 * and what it spent its time on. Not for several threads.
 */
final class PendingBatch {

  private final List<Change> changes;
  private final Clock steady;
  private final Instant deadline;
  private final LandedChanges landed = new LandedChanges();
  private Duration stored = Duration.ZERO;
  private Duration pushed = Duration.ZERO;

  PendingBatch(List<Change> changes, Clock steady, Duration timeout) {
    this.changes = changes;
    this.steady = steady;
    this.deadline = steady.instant().plus(timeout);
  }

  List<Change> changes() {
    return changes;
  }

  LandedChanges landed() {
    return landed;
  }

  Instant deadline() {
    return deadline;
  }

  /** Returns whether no further attempt is to begin. */
  boolean isOverdue() {
    return steady.instant().isAfter(deadline);
  }

  /** Returns whether it cannot be said that none of the changes was made. */
  boolean mayHaveLanded() {
    return landed.isPossible(changes);
  }

  /** Counts the time since a start as spent on the disk. */
  void addStored(Instant start) {
    stored = stored.plus(Duration.between(start, steady.instant()));
  }

  /** Counts the time since a start as spent on the remote. */
  void addPushed(Instant start) {
    pushed = pushed.plus(Duration.between(start, steady.instant()));
  }

  WriteTimes times() {
    return new WriteTimes(stored, pushed);
  }
}
