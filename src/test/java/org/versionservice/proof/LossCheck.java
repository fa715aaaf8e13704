package org.versionservice.proof;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versionservice.proof.RemoteHistory.Commit;
import org.versionservice.proof.RemoteHistory.Entry;
import org.versionservice.proof.RemoteHistory.Step;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.IdempotencyKey;

/** Compares answers with commits: no change may be lost or invented. */
final class LossCheck {

  private final List<RecordedRequest> requests;
  private final RemoteHistory history;
  private final Set<ApplicationId> edited;
  private final List<Violation> found;
  private final Map<CommitId, Step> byCommit = new HashMap<>();
  private final Map<IdempotencyKey, Step> byKey = new HashMap<>();
  private final Map<Moved, Step> byMove = new HashMap<>();
  private final Set<ApplicationId> ofLines = new HashSet<>();
  private final Map<ApplicationId, Set<Moved>> reserved = new HashMap<>();
  private final Set<Moved> aborted = new HashSet<>();
  private final Set<ApplicationId> deleted = new HashSet<>();

  /**
   * @param edited the apps edited by hand: the file may have lower versions than the answers
   */
  LossCheck(
      List<RecordedRequest> requests,
      RemoteHistory history,
      Set<ApplicationId> edited,
      List<Violation> found) {
    this.requests = requests;
    this.history = history;
    this.edited = edited;
    this.found = found;
  }

  /** The part of a step that a client knows without its commit. */
  private record Moved(ApplicationId app, SeenVersion version, RemoteHistory.Act act) {}

  void check() {
    for (Commit commit : history.commits()) {
      if (commit instanceof Step step) {
        index(step);
      }
    }
    Map<IdempotencyKey, RecordedRequest> asked = new HashMap<>();
    for (RecordedRequest request : requests) {
      request.key().ifPresent(key -> asked.put(key, request));
      request.made().stream().distinct().forEach(made -> checkThere(request, made));
      request.deletions().stream().distinct().forEach(commit -> checkDeletion(request, commit));
    }
    byKey.forEach((key, step) -> checkAsked(step, asked.get(key)));
  }

  private void index(Step step) {
    if (step.line().isPresent()) {
      ofLines.add(step.app());
    }
    if (step.deletes()) {
      deleted.add(step.app());
    }
    byCommit.put(step.id(), step);
    byMove.put(new Moved(step.app(), step.version(), step.act()), step);
    abort(step);
    Optional<Step> other = step.key().map(key -> byKey.put(key, step));
    if (other.filter(first -> !mayRepeat(first, step)).isPresent()) {
      add(Violation.Kind.KEY_IGNORED, "one key in two commits: " + other.get() + "; " + step);
    }
  }

  /** A retry renews its reservation or, after an abort or a deletion, gets another one. */
  private boolean mayRepeat(Step first, Step again) {
    return first.reserved()
        && again.reserved()
        && (first.version().equals(again.version())
            || aborted.contains(new Moved(first.app(), first.version(), first.act())));
  }

  private void abort(Step step) {
    Set<Moved> reservations = reserved.computeIfAbsent(step.app(), first -> new HashSet<>());
    switch (step.act()) {
      case RESERVE -> reservations.add(new Moved(step.app(), step.version(), step.act()));
      case ABORT -> aborted.add(new Moved(step.app(), step.version(), RemoteHistory.Act.RESERVE));
      case DELETE -> aborted.addAll(reservations);
      default -> {}
    }
  }

  /**
   * A change answered as pushed must be in the named commit; another one may have a new commit
   * after a rebase.
   */
  private void checkThere(RecordedRequest request, Answer.Made made) {
    Step step =
        made.pushed()
            ? byCommit.get(made.commit())
            : byMove.get(new Moved(request.app(), made.version(), request.act()));
    if (step == null) {
      add(Violation.Kind.LOST, "no commit holds " + made + ", which was the answer to " + request);
    } else if (!step.app().equals(request.app())
        || !step.version().equals(made.version())
        || !step.key().equals(request.key())
        || step.act() != request.act()) {
      add(
          Violation.Kind.LOST,
          "another request's " + step + " stands for " + made + ", the answer to " + request);
    }
    checkFile(request, made);
  }

  private void checkDeletion(RecordedRequest request, CommitId commit) {
    Step step = byCommit.get(commit);
    if (step == null
        || !step.deletes()
        || !step.app().equals(request.app())
        || !step.key().equals(request.key())) {
      add(Violation.Kind.LOST, "%s stands for the answer to %s".formatted(step, request));
    }
  }

  /** An older line has lower versions, and may be the first one of an app that is created again. */
  private void checkFile(RecordedRequest request, Answer.Made made) {
    Entry entry = history.file().get(request.app());
    if (edited.contains(request.app())) {
      return;
    }
    boolean lower =
        request.line().isPresent()
            || request.act() == RemoteHistory.Act.RESERVE
            || request.act() == RemoteHistory.Act.ABORT
            || (ofLines.contains(request.app()) && deleted.contains(request.app()));
    if (entry == null || (!lower && entry.current().compareTo(made.version()) < 0)) {
      add(
          Violation.Kind.LOST,
          "the file has %s for %s, below %s".formatted(entry, request, made.version()));
    }
  }

  private void checkAsked(Step step, @Nullable RecordedRequest request) {
    if (request == null || !request.app().equals(step.app())) {
      add(Violation.Kind.UNASKED, "nobody asked for " + step);
    } else if (request.denied()) {
      add(Violation.Kind.DENIED_AND_ISSUED, step + " though " + request + " was denied each time");
    }
  }

  private void add(Violation.Kind kind, String text) {
    found.add(new Violation(kind, text));
  }
}
