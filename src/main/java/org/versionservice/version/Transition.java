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
 * @param line the release line that the request named
 * @param current the app's current version after the step, if it is another one
 * @param reservedUntil the time until which the version was only reserved; empty for other steps
 */
public record Transition(
    Type type,
    ApplicationId app,
    Optional<SemanticVersion> previous,
    SemanticVersion version,
    long revision,
    Instant at,
    Request request,
    Optional<SemanticVersion> conflict,
    Optional<ReleaseLine> line,
    Optional<SemanticVersion> current,
    Optional<Instant> reservedUntil) {

  /** Creates a step whose request named no line. */
  public Transition(
      Type type,
      ApplicationId app,
      Optional<SemanticVersion> previous,
      SemanticVersion version,
      long revision,
      Instant at,
      Request request,
      Optional<SemanticVersion> conflict) {
    this(
        type,
        app,
        previous,
        version,
        revision,
        at,
        request,
        conflict,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public enum Type {
    MAJOR,
    MINOR,
    PATCH,
    PRERELEASE,
    RELEASE,
    CALVER,
    CONFIRM,
    ABORT,
    SET,
    DELETE;

    /** Returns the name in commits and answers. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns a step after which the app has the entry {@code after}. */
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

  /**
   * Returns a step that issued or reserved a version, or settled its reservation, after which the
   * app has the entry {@code after}.
   *
   * @param line the line that the request named
   */
  static Transition issuing(
      Type type,
      SemanticVersion previous,
      SemanticVersion version,
      Optional<ReleaseLine> line,
      ApplicationVersion after,
      Request request) {
    return of(type, Optional.of(previous), after, request).withVersion(version, line);
  }

  private Transition withVersion(SemanticVersion issued, Optional<ReleaseLine> named) {
    Optional<SemanticVersion> now = Optional.of(version).filter(other -> !other.equals(issued));
    return new Transition(
        type, app, previous, issued, revision, at, request, conflict, named, now, reservedUntil);
  }

  /** Returns this step for a version that is reserved until a time, if there is one. */
  Transition until(Optional<Instant> reserved) {
    return new Transition(
        type, app, previous, version, revision, at, request, conflict, line, current, reserved);
  }

  /** Returns what this step tells about a reservation of its version. */
  Optional<Reservation> reservation() {
    return switch (type) {
      case CONFIRM -> Optional.of(settled(Reservation.State.CONFIRMED));
      case ABORT -> Optional.of(settled(Reservation.State.ABORTED));
      default -> reservedUntil.map(until -> Reservation.until(version, until, request.sha()));
    };
  }

  private Reservation settled(Reservation.State state) {
    return new Reservation(version, state, at, Optional.empty());
  }

  /** Returns whether the version is kept: neither reserved nor aborted by this step. */
  boolean keeps() {
    return reservedUntil.isEmpty() && type != Type.ABORT;
  }

  /** Returns whether a set version is the app's first. */
  public boolean created() {
    return previous.isEmpty();
  }
}
