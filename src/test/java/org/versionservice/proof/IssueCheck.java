package org.versionservice.proof;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.versionservice.version.ApplicationId;

/** Checks by the answers that versions are issued once and in order. */
final class IssueCheck {

  private final List<RecordedRequest> requests;
  private final List<Violation> found;

  IssueCheck(List<RecordedRequest> requests, List<Violation> found) {
    this.requests = requests;
    this.found = found;
  }

  /**
   * A request with its version.
   *
   * @param answered the time when its client first knew the version
   */
  private record Issue(RecordedRequest request, SeenVersion version, long start, long answered) {

    @Override
    public String toString() {
      return "%s, from %d to %d, got %s".formatted(request, start, answered, version);
    }
  }

  void check() {
    Map<ApplicationId, List<Issue>> byApp = new TreeMap<>();
    for (RecordedRequest request : requests) {
      List<SeenVersion> versions =
          request.made().stream().map(Answer.Made::version).distinct().toList();
      // A retry gets another version if its reservation was aborted meanwhile.
      if (versions.size() > 1 && request.kind() != RequestAttempt.Kind.RESERVE) {
        add(Violation.Kind.KEY_IGNORED, request + " got " + versions);
      }
      if (request.issues()) {
        for (SeenVersion version : versions) {
          long answered = request.answered().orElseThrow();
          byApp
              .computeIfAbsent(request.app(), app -> new ArrayList<>())
              .add(new Issue(request, version, request.start(), answered));
        }
      }
    }
    byApp.values().forEach(this::checkNeverTwice);
    for (List<Issue> ofOneApp : byApp.values()) {
      ofOneApp.stream()
          .collect(Collectors.groupingBy(issue -> issue.request().line()))
          .values()
          .forEach(ofOneLine -> checkOrder(new ArrayList<>(ofOneLine)));
    }
  }

  private void checkNeverTwice(List<Issue> ofOneApp) {
    Map<SeenVersion, Issue> byVersion = new HashMap<>();
    for (Issue issue : ofOneApp) {
      Issue other = byVersion.putIfAbsent(issue.version(), issue);
      if (other != null) {
        add(Violation.Kind.ISSUED_TWICE, other + "; " + issue);
      }
    }
  }

  /**
   * Compares each request of those that name one line, or none, in order of their starts, with the
   * highest version that was issued and answered before. A reserved version may be aborted.
   */
  private void checkOrder(List<Issue> ofOneLine) {
    List<Issue> byAnswer = new ArrayList<>(ofOneLine);
    byAnswer.removeIf(issue -> issue.request().kind() == RequestAttempt.Kind.RESERVE);
    byAnswer.sort(Comparator.comparingLong(Issue::answered));
    ofOneLine.sort(Comparator.comparingLong(Issue::start));
    Issue highest = null;
    int next = 0;
    for (Issue issue : ofOneLine) {
      while (next < byAnswer.size() && byAnswer.get(next).answered() < issue.start()) {
        Issue before = byAnswer.get(next++);
        if (highest == null || before.version().compareTo(highest.version()) > 0) {
          highest = before;
        }
      }
      if (highest != null && highest.version().compareTo(issue.version()) >= 0) {
        add(Violation.Kind.OUT_OF_ORDER, highest + "; later " + issue);
      }
    }
  }

  private void add(Violation.Kind kind, String text) {
    found.add(new Violation(kind, text));
  }
}
