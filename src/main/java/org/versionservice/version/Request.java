package org.versionservice.version;

import java.util.Optional;

/**
 * Who asked for a change, and what tells it from all others.
 *
 * @param id unique to this request
 * @param principal who asked; the author of the commit
 * @param key what makes a retry of this request known, if the client sent one
 * @param sha the source commit that a version is asked for, if the client named one
 * @param correlation what the request is called elsewhere, if it came from outside
 */
public record Request(
    ChangeId id,
    Principal principal,
    Optional<IdempotencyKey> key,
    Optional<SourceSha> sha,
    Optional<CorrelationId> correlation) {

  /** A request that is called nothing elsewhere. */
  public Request(
      ChangeId id, Principal principal, Optional<IdempotencyKey> key, Optional<SourceSha> sha) {
    this(id, principal, key, sha, Optional.empty());
  }
}
