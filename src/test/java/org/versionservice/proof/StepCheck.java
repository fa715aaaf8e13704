package org.versionservice.proof;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versionservice.proof.RemoteHistory.Commit;
import org.versionservice.proof.RemoteHistory.Edit;
import org.versionservice.proof.RemoteHistory.Entry;
import org.versionservice.proof.RemoteHistory.Step;
import org.versionservice.version.ApplicationId;

/**
 * The audit trail: each app's commits lead from version to higher version, revision by revision,
 * and end at what {@code versions.json} says.
 */
final class StepCheck {

  private final RemoteHistory history;
  private final List<Violation> found;
  private final Map<ApplicationId, Entry> reached = new HashMap<>();

  StepCheck(RemoteHistory history, List<Violation> found) {
    this.history = history;
    this.found = found;
  }

  void check() {
    for (Commit commit : history.commits()) {
      if (commit instanceof Step step) {
        checkStep(step, reached.get(step.app()));
        reached.put(step.app(), new Entry(step.version(), step.revision(), step.deletes()));
      } else if (commit instanceof Edit edit) {
        reached.putAll(edit.file());
      }
    }
    if (!reached.equals(history.file())) {
      reached.forEach((app, entry) -> checkFile(app, entry, history.file().get(app)));
      history.file().forEach((app, entry) -> checkFile(app, reached.get(app), entry));
    }
  }

  private void checkStep(Step step, @Nullable Entry before) {
    long revision = before == null ? 0 : before.revision();
    if (step.revision() != revision + 1) {
      add("revision %d is followed by that of %s".formatted(revision, step));
    }
    if (step.conflict().isPresent()) {
      add("a version was given out on two sides: " + step);
    }
    if (step.deletes()) {
      checkDelete(step, before);
    } else {
      checkMove(step, before);
    }
  }

  private void checkDelete(Step step, @Nullable Entry before) {
    if (before == null || before.deleted() || !before.current().equals(step.version())) {
      add("%s is followed by a delete of something else: %s".formatted(before, step));
    }
  }

  private void checkMove(Step step, @Nullable Entry before) {
    if (before != null && step.version().compareTo(before.current()) <= 0) {
      add("%s is followed by %s, which is not higher".formatted(before, step));
    }
    if (step.previous().filter(from -> from.compareTo(step.version()) >= 0).isPresent()) {
      add("a step down: " + step);
    }
    // Only a version that is set where there is none was computed from nothing.
    boolean free = step.type().equals("set") && (before == null || before.deleted());
    Optional<SeenVersion> expected = Optional.ofNullable(before).map(Entry::current);
    if (!free && before != null && !step.previous().equals(expected)) {
      add("%s is followed by %s, computed from something else".formatted(before, step));
    }
  }

  private void checkFile(ApplicationId app, @Nullable Entry reached, @Nullable Entry entry) {
    if (reached == null || !reached.equals(entry)) {
      add("the commits lead %s to %s, versions.json has %s".formatted(app, reached, entry));
    }
  }

  private void add(String text) {
    found.add(new Violation(Violation.Kind.BROKEN_HISTORY, text));
  }
}
