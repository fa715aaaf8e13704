package org.versionservice.proof;

import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.IdempotencyKey;

/**
 * One try of a request, as its client saw it.
 *
 * @param client the number of the client
 * @param kind the kind of change
 * @param key the idempotency key of all tries of the request; without one there is one try
 * @param start the time when it was sent, in nanoseconds of a clock that all clients share
 * @param end the time of its answer or failure, by the same clock
 * @param line the release line that it names
 */
public record RequestAttempt(
    int client,
    ApplicationId app,
    Kind kind,
    Optional<IdempotencyKey> key,
    long start,
    long end,
    Answer answer,
    Optional<SeenLine> line) {

  /** Creates a try of a request that names no line. */
  public RequestAttempt(
      int client,
      ApplicationId app,
      Kind kind,
      Optional<IdempotencyKey> key,
      long start,
      long end,
      Answer answer) {
    this(client, app, kind, key, start, end, answer, Optional.empty());
  }

  /** The kinds of changes. */
  public enum Kind {
    INCREMENT,
    RESERVE,
    CONFIRM,
    ABORT,
    SET,
    DELETE
  }
}
