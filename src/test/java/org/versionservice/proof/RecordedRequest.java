package org.versionservice.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.IdempotencyKey;

/**
 * A request with all its tries.
 *
 * @param tries at least one, all of the same app, kind and key
 */
record RecordedRequest(List<RequestAttempt> tries) {

  /** Groups tries by their request. */
  static List<RecordedRequest> of(List<RequestAttempt> attempts) {
    Map<IdempotencyKey, List<RequestAttempt>> byKey = new HashMap<>();
    List<RecordedRequest> requests = new ArrayList<>();
    for (RequestAttempt attempt : attempts) {
      if (attempt.key().isPresent()) {
        byKey.computeIfAbsent(attempt.key().get(), key -> new ArrayList<>()).add(attempt);
      } else {
        requests.add(new RecordedRequest(List.of(attempt)));
      }
    }
    byKey.values().forEach(tries -> requests.add(new RecordedRequest(tries)));
    return requests;
  }

  ApplicationId app() {
    return tries.get(0).app();
  }

  RequestAttempt.Kind kind() {
    return tries.get(0).kind();
  }

  Optional<IdempotencyKey> key() {
    return tries.get(0).key();
  }

  Optional<SeenLine> line() {
    return tries.get(0).line();
  }

  /** Returns whether the request hands a version out. */
  boolean issues() {
    return switch (kind()) {
      case INCREMENT, RESERVE, SET -> true;
      case CONFIRM, ABORT, DELETE -> false;
    };
  }

  /** Returns what a step of this request does, as {@link RemoteHistory.Step#act} says. */
  RemoteHistory.Act act() {
    return switch (kind()) {
      case INCREMENT, SET -> RemoteHistory.Act.ISSUE;
      case RESERVE -> RemoteHistory.Act.RESERVE;
      case CONFIRM -> RemoteHistory.Act.CONFIRM;
      case ABORT -> RemoteHistory.Act.ABORT;
      case DELETE -> RemoteHistory.Act.DELETE;
    };
  }

  /** Returns the answers that report the change as made. */
  List<Answer.Made> made() {
    return tries.stream()
        .map(RequestAttempt::answer)
        .filter(Answer.Made.class::isInstance)
        .map(Answer.Made.class::cast)
        .toList();
  }

  /** Returns the commits of the answers that report a deletion. */
  List<CommitId> deletions() {
    return tries.stream()
        .map(RequestAttempt::answer)
        .filter(Answer.Deleted.class::isInstance)
        .map(answer -> ((Answer.Deleted) answer).commit())
        .toList();
  }

  /** Returns whether each answer says that nothing was issued. */
  boolean denied() {
    return tries.stream().allMatch(RecordedRequest::denied);
  }

  /** Returns the start of the first try that may have had an effect. */
  long start() {
    return tries.stream()
        .filter(attempt -> !denied(attempt))
        .mapToLong(RequestAttempt::start)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Returns the time of the first answer that reports the change as made. */
  OptionalLong answered() {
    return tries.stream()
        .filter(attempt -> attempt.answer() instanceof Answer.Made)
        .mapToLong(RequestAttempt::end)
        .min();
  }

  private static boolean denied(RequestAttempt attempt) {
    return attempt.answer() instanceof Answer.Denied;
  }

  @Override
  public String toString() {
    return "the "
        + kind()
        + " of "
        + app()
        + line().map(named -> " " + named).orElse("")
        + key().map(key -> " with key " + key).orElse("");
  }
}
