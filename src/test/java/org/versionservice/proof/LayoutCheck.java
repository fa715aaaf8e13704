package org.versionservice.proof;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.versionservice.proof.RemoteHistory.Commit;
import org.versionservice.proof.RemoteHistory.Conversion;
import org.versionservice.version.CommitId;
import org.versionservice.version.Layout;

/**
 * Checks that no answered conversion of the layout is lost, and that each one changed the layout.
 */
final class LayoutCheck {

  private final List<Answer.Converted> answers;
  private final RemoteHistory history;
  private final List<Violation> found;

  /** The layout of each commit; empty before the first conversion. */
  private final Map<CommitId, Optional<Layout>> layouts = new HashMap<>();

  LayoutCheck(List<Answer.Converted> answers, RemoteHistory history, List<Violation> found) {
    this.answers = answers;
    this.history = history;
    this.found = found;
  }

  void check() {
    Optional<Layout> layout = Optional.empty();
    for (Commit commit : history.commits()) {
      if (commit instanceof Conversion conversion) {
        if (layout.equals(Optional.of(conversion.layout()))) {
          add(Violation.Kind.BROKEN_HISTORY, "the layout was already that of " + conversion.id());
        }
        layout = Optional.of(conversion.layout());
      }
      layouts.put(commit.id(), layout);
    }
    answers.stream().filter(Answer.Converted::pushed).forEach(this::checkThere);
  }

  /** Of an answer before the push, another commit may come to the remote. */
  private void checkThere(Answer.Converted answer) {
    Optional<Layout> layout = layouts.get(answer.commit());
    if (layout == null || layout.filter(there -> there != answer.layout()).isPresent()) {
      add(Violation.Kind.LOST, answer + " was the answer, the commit has " + layout);
    }
  }

  private void add(Violation.Kind kind, String text) {
    found.add(new Violation(kind, text));
  }
}
