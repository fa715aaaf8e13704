package org.versionservice.storage.git.commit;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.repository.CommitLog;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.CommittedTransition;

/**
 * The commits of the changes that any replica made in the last minutes. A change that was handed to
 * another replica may be made there, and come here as well: it must not be made again. For one
 * thread at a time.
 */
public final class RecentChanges {

  /** Far longer than a change waits anywhere. */
  private static final Duration KEPT_FOR = Duration.ofMinutes(15);

  /** About 15 MB. At a higher rate of changes, less than 15 minutes are kept. */
  private static final int MAX_CHANGES = 100_000;

  private record Made(Instant noted, List<ObjectId> commits) {}

  private final CommitLog log;
  private final Clock steady;
  private final Map<ChangeId, Made> changes = new LinkedHashMap<>();

  public RecentChanges(CommitLog log, Clock steady) {
    this.log = log;
    this.steady = steady;
  }

  /** Records steps of the branch, oldest first. */
  void note(List<CommittedTransition> steps) {
    Instant now = steady.instant();
    Map<ChangeId, List<ObjectId>> made = new LinkedHashMap<>();
    for (CommittedTransition step : steps) {
      made.computeIfAbsent(step.changeId(), id -> new ArrayList<>(1))
          .add(ObjectId.fromString(step.commit().value()));
    }
    made.forEach(
        (id, commits) -> changes.merge(id, new Made(now, commits), RecentChanges::together));
    removeOld(now);
  }

  /** The steps of one change may come in several parts, and again after a rebase. */
  private static Made together(Made earlier, Made later) {
    List<ObjectId> both =
        Stream.concat(earlier.commits().stream(), later.commits().stream()).distinct().toList();
    return new Made(later.noted(), both);
  }

  private void removeOld(Instant now) {
    Iterator<Made> oldest = changes.values().iterator();
    while (oldest.hasNext()) {
      boolean old = oldest.next().noted().plus(KEPT_FOR).isBefore(now);
      if (!old && changes.size() <= MAX_CHANGES) {
        return;
      }
      oldest.remove();
    }
  }

  /** Returns the steps of a change, oldest first; none if it was not made in the last minutes. */
  List<CommittedTransition> find(Change change) throws IOException {
    Made made = changes.get(change.request().id());
    if (made == null) {
      return List.of();
    }
    Map<ApplicationId, CommittedTransition> newest = new LinkedHashMap<>();
    for (CommitLog.Entry entry : log.read(made.commits())) {
      entry.issued().ifPresent(step -> newest.put(step.transition().app(), step));
    }
    return List.copyOf(newest.values());
  }
}
