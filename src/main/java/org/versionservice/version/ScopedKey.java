package org.versionservice.version;

import java.util.Optional;

/**
 * An idempotency key and what it belongs to: the same key of another app or project is another one.
 *
 * @param scope an app-id, a project-id, or a project-id and a hyphen; no text is two of these
 */
record ScopedKey(String scope, IdempotencyKey key) {

  static ScopedKey of(ApplicationId app, IdempotencyKey key) {
    return new ScopedKey(app.value(), key);
  }

  static ScopedKey of(ProjectId project, IdempotencyKey key) {
    return new ScopedKey(project.value(), key);
  }

  /**
   * The key of deletions that may be those of a whole project: older commits do not say which
   * deletion was asked for.
   */
  static ScopedKey ofDeletions(ProjectId project, IdempotencyKey key) {
    return new ScopedKey(project.value() + "-", key);
  }

  /** The key of a step; empty if it has none. */
  static Optional<ScopedKey> of(Transition step) {
    Optional<ProjectId> project = step.request().project();
    return step.request()
        .key()
        .map(key -> project.map(whole -> of(whole, key)).orElseGet(() -> of(step.app(), key)));
  }

  /** The key of a deletion whose commit does not say what was asked for; empty for other steps. */
  static Optional<ScopedKey> ofDeletion(Transition step) {
    return step.type() == Transition.Type.DELETE && step.request().project().isEmpty()
        ? step.request().key().map(key -> ofDeletions(step.app().project(), key))
        : Optional.empty();
  }
}
