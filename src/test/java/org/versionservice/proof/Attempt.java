package org.versionservice.proof;

import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.IdempotencyKey;

/**
 * One try of one request, as its client saw it.
 *
 * @param client the number of the client
 * @param kind what was asked for
 * @param key what all tries of the same request have in common; a request without one has one try
 * @param start when it was sent, in nanoseconds of a clock that all clients share
 * @param end when its answer, or the lack of one, was known; same clock
 */
public record Attempt(
    int client,
    ApplicationId app,
    Kind kind,
    Optional<IdempotencyKey> key,
    long start,
    long end,
    Answer answer) {

  /** What can be asked for. */
  public enum Kind {
    INCREMENT,
    SET,
    DELETE
  }
}
