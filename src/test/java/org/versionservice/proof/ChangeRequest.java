package org.versionservice.proof;

import java.time.Duration;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Increment;
import org.versionservice.version.IncrementVersion;
import org.versionservice.version.ReleaseLine;
import org.versionservice.version.Request;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SettleReservation;

/**
 * A client's request to a replica, as one line of text between processes.
 *
 * @param detail the level of an increment or a reservation, with an at sign and its line if it
 *     names one; the version of a set; a hyphen for a delete
 * @param key the idempotency key of all its tries
 */
public record ChangeRequest(
    RequestAttempt.Kind kind, ApplicationId app, String detail, Optional<IdempotencyKey> key) {

  private static final Duration RESERVED_FOR = Duration.ofHours(1);
  private static final String AT = "@";
  private static final SemanticVersion FIRST = SemanticVersion.of(1, 0, 0);

  public static ChangeRequest increment(
      ApplicationId app, Increment.Level level, Optional<IdempotencyKey> key) {
    return new ChangeRequest(RequestAttempt.Kind.INCREMENT, app, level.name(), key);
  }

  /** Returns an increment of a line, which starts behind 1.0.0. */
  public static ChangeRequest increment(
      ApplicationId app, Increment.Level level, SeenLine line, Optional<IdempotencyKey> key) {
    return new ChangeRequest(RequestAttempt.Kind.INCREMENT, app, level.name() + AT + line, key);
  }

  public static ChangeRequest reserve(
      ApplicationId app, Increment.Level level, Optional<IdempotencyKey> key) {
    return new ChangeRequest(RequestAttempt.Kind.RESERVE, app, level.name(), key);
  }

  public static ChangeRequest settle(
      ApplicationId app, SeenVersion version, boolean confirms, Optional<IdempotencyKey> key) {
    return new ChangeRequest(
        confirms ? RequestAttempt.Kind.CONFIRM : RequestAttempt.Kind.ABORT,
        app,
        version.toString(),
        key);
  }

  public static ChangeRequest set(
      ApplicationId app, SeenVersion version, Optional<IdempotencyKey> key) {
    return new ChangeRequest(RequestAttempt.Kind.SET, app, version.toString(), key);
  }

  public static ChangeRequest delete(ApplicationId app, Optional<IdempotencyKey> key) {
    return new ChangeRequest(RequestAttempt.Kind.DELETE, app, "-", key);
  }

  /** Parses a line of {@link #line}. */
  static ChangeRequest parse(String line) {
    String[] words = line.split(" ", 4);
    return new ChangeRequest(
        RequestAttempt.Kind.valueOf(words[0]),
        new ApplicationId(words[1]),
        words[2],
        words.length > 3 ? Optional.of(new IdempotencyKey(words[3])) : Optional.empty());
  }

  String line() {
    return kind + " " + app + " " + detail + key.map(known -> " " + known).orElse("");
  }

  /** Returns the level of an increment. */
  Increment.Level level() {
    return Increment.Level.valueOf(detail.split(AT, 2)[0]);
  }

  /** Returns the line of an increment; empty if it names none. */
  Optional<SeenLine> releaseLine() {
    String[] words = detail.split(AT, 2);
    return words.length == 2 ? Optional.of(SeenLine.parse(words[1])) : Optional.empty();
  }

  /** Returns the change for the service. */
  Change toChange(Request request) {
    return switch (kind) {
      case INCREMENT, RESERVE ->
          new IncrementVersion(
              app,
              new Increment.ToRelease(level()),
              FIRST,
              releaseLine().map(line -> ReleaseLine.parse(line.toString())),
              Optional.of(FIRST),
              Optional.of(RESERVED_FOR).filter(time -> kind == RequestAttempt.Kind.RESERVE),
              request);
      case CONFIRM -> new SettleReservation(app, SemanticVersion.parse(detail), true, request);
      case ABORT -> new SettleReservation(app, SemanticVersion.parse(detail), false, request);
      case SET -> new Change.SetVersion(app, SemanticVersion.parse(detail), false, request);
      case DELETE -> new Change.DeleteApplication(app, request);
    };
  }
}
