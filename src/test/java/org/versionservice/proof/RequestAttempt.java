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
 */
public record RequestAttempt(
    int client,
    ApplicationId app,
    Kind kind,
    Optional<IdempotencyKey> key,
    long start,
    long end,
    Answer answer) {

  /** The kinds of changes. */
  public enum Kind {
    INCREMENT,
    SET,
    DELETE
  }
}
