package org.versionservice.version;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One step of an app from one version to the next, as one commit records it.
 *
 * @param previous the version that the new one was computed from; empty if a set version is the
 *     app's first
 * @param version the new version; of a deleted app the last one
 * @param revision the app's new revision
 * @param at the time, in whole seconds
 * @param conflict the version that the app had on the remote when this step, acknowledged during an
 *     outage, was rebased; otherwise empty
 */
public record Transition(
    Type type,
    ApplicationId app,
    Optional<SemanticVersion> previous,
    SemanticVersion version,
    long revision,
    Instant at,
    Request request,
    Optional<SemanticVersion> conflict) {

  public enum Type {
    MAJOR,
    MINOR,
    PATCH,
    PRERELEASE,
    RELEASE,
    SET,
    DELETE;

    /** Returns the name in commits and answers. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Transition of(
      Type type, Optional<SemanticVersion> previous, ApplicationVersion after, Request request) {
    return new Transition(
        type,
        after.id(),
        previous,
        after.current(),
        after.revision(),
        after.lastUpdated(),
        request,
        Optional.empty());
  }

  /** Returns whether a set version is the app's first. */
  public boolean created() {
    return previous.isEmpty();
  }
}
