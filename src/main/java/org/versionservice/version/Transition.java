package org.versionservice.version;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One step of one app from a version to another: what one commit says.
 *
 * @param type what kind of step
 * @param app the app
 * @param previous what the version was computed from; empty where a version was set that nothing
 *     stood before
 * @param version the version after it; of a deleted app the last one
 * @param revision the app's revision after it
 * @param at when, in whole seconds
 * @param request who asked
 * @param conflict the version that the app had on the remote when this step, acknowledged during an
 *     outage, was brought there; empty in all other cases
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

  /** The kinds of steps. */
  public enum Type {
    MAJOR,
    MINOR,
    PATCH,
    PRERELEASE,
    RELEASE,
    SET,
    DELETE;

    /** The name in commits and answers. */
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

  /** Returns whether the app was not there before. */
  public boolean created() {
    return previous.isEmpty();
  }
}
