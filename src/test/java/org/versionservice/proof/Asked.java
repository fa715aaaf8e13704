package org.versionservice.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.IdempotencyKey;

/**
 * One request with all its tries.
 *
 * @param tries at least one, all of the same app, kind and key
 */
record Asked(List<Attempt> tries) {

  /** The requests that the tries belong to. */
  static List<Asked> of(List<Attempt> attempts) {
    Map<IdempotencyKey, List<Attempt>> byKey = new HashMap<>();
    List<Asked> requests = new ArrayList<>();
    for (Attempt attempt : attempts) {
      if (attempt.key().isPresent()) {
        byKey.computeIfAbsent(attempt.key().get(), key -> new ArrayList<>()).add(attempt);
      } else {
        requests.add(new Asked(List.of(attempt)));
      }
    }
    byKey.values().forEach(tries -> requests.add(new Asked(tries)));
    return requests;
  }

  ApplicationId app() {
    return tries.get(0).app();
  }

  Attempt.Kind kind() {
    return tries.get(0).kind();
  }

  Optional<IdempotencyKey> key() {
    return tries.get(0).key();
  }

  boolean issues() {
    return kind() != Attempt.Kind.DELETE;
  }

  /** The answers that said that it was made. */
  List<Answer.Made> made() {
    return tries.stream()
        .map(Attempt::answer)
        .filter(Answer.Made.class::isInstance)
        .map(Answer.Made.class::cast)
        .toList();
  }

  /** Returns whether each try was answered that nothing was issued. */
  boolean denied() {
    return tries.stream().allMatch(Asked::denied);
  }

  /** When it was first asked, by a try that may have had an effect. */
  long start() {
    return tries.stream()
        .filter(attempt -> !denied(attempt))
        .mapToLong(Attempt::start)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** When the client first knew that it was made. */
  OptionalLong answered() {
    return tries.stream()
        .filter(attempt -> attempt.answer() instanceof Answer.Made)
        .mapToLong(Attempt::end)
        .min();
  }

  private static boolean denied(Attempt attempt) {
    return attempt.answer() instanceof Answer.Denied;
  }

  @Override
  public String toString() {
    return "the " + kind() + " of " + app() + key().map(key -> " with key " + key).orElse("");
  }
}
