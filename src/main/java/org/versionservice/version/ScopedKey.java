package org.versionservice.version;

import java.util.Optional;

/**
 * An idempotency key and its scope: the same key of another app or project is another key.
 *
 * @param scope an app-id, a project-id, or a project-id and a hyphen; these never overlap
 */
record ScopedKey(String scope, IdempotencyKey key) {

  static ScopedKey of(ApplicationId app, IdempotencyKey key) {
    return new ScopedKey(app.value(), key);
  }

  static ScopedKey of(ProjectId project, IdempotencyKey key) {
    return new ScopedKey(project.value(), key);
  }

  /**
   * Returns the key of deletions that may belong to a whole project: older commits do not say
   * whether an app or a project was deleted.
   */
  static ScopedKey ofDeletions(ProjectId project, IdempotencyKey key) {
    return new ScopedKey(project.value() + "-", key);
  }

  /** Returns the key of a step; empty if it has none. */
  static Optional<ScopedKey> of(Transition step) {
    Optional<ProjectId> project = step.request().project();
    return step.request()
        .key()
        .map(key -> project.map(whole -> of(whole, key)).orElseGet(() -> of(step.app(), key)));
  }

  /** Returns the key of a deletion whose commit names no project; empty for other steps. */
  static Optional<ScopedKey> ofDeletion(Transition step) {
    return step.type() == Transition.Type.DELETE && step.request().project().isEmpty()
        ? step.request().key().map(key -> ofDeletions(step.app().project(), key))
        : Optional.empty();
  }
}
