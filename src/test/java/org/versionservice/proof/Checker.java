package org.versionservice.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.versionservice.version.CommitId;

/**
 * Compares the answers to clients with the remote's final content.
 *
 * <p>It uses no code of the service. During a run no version may be lowered through the service,
 * and nobody else may change an app that the service has unpushed commits of.
 */
public final class Checker {

  private Checker() {}

  /** Returns all broken promises. */
  public static List<Violation> check(Recording recording, RemoteHistory history) {
    List<Violation> found = new ArrayList<>();
    List<RecordedRequest> requests = RecordedRequest.of(recording.attempts());
    new IssueCheck(requests, found).check();
    StepCheck steps = new StepCheck(history, found);
    steps.check();
    new LossCheck(requests, history, steps.edited(), found).check();
    new LayoutCheck(recording.conversions(), history, found).check();
    checkHeads("logged by the server", history.formerHeads(), history, found);
    checkHeads("seen by the observer", recording.heads(), history, found);
    return found;
  }

  /** Each head must still exist, and none may precede an earlier one. */
  private static void checkHeads(
      String source, List<CommitId> heads, RemoteHistory history, List<Violation> found) {
    Map<CommitId, Integer> positions = new HashMap<>();
    history.commits().forEach(commit -> positions.put(commit.id(), positions.size()));
    int last = -1;
    for (CommitId head : heads) {
      int position = positions.getOrDefault(head, -1);
      if (position < 0) {
        String text = "%s, %s, is not part of the branch any more".formatted(head, source);
        found.add(new Violation(Violation.Kind.REWRITTEN, text));
      } else if (position < last) {
        String text = "the branch went back to %s, %s".formatted(head, source);
        found.add(new Violation(Violation.Kind.REWRITTEN, text));
      }
      last = Math.max(last, position);
    }
  }
}
