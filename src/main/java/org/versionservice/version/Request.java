package org.versionservice.version;

import java.util.Optional;

/**
 * Who asked for a change, and what tells it from all others.
 *
 * @param id unique to this request
 * @param principal who asked; the author of the commit
 * @param key what makes a retry of this request known, if the client sent one
 * @param sha the source commit that a version is asked for, if the client named one
 * @param requestId the id of the HTTP request, if it came from outside
 * @param project the project that all of it is asked to be changed; empty if one app is
 */
public record Request(
    ChangeId id,
    Principal principal,
    Optional<IdempotencyKey> key,
    Optional<SourceSha> sha,
    Optional<RequestId> requestId,
    Optional<ProjectId> project) {

  /** A request for one app. */
  public Request(
      ChangeId id,
      Principal principal,
      Optional<IdempotencyKey> key,
      Optional<SourceSha> sha,
      Optional<RequestId> requestId) {
    this(id, principal, key, sha, requestId, Optional.empty());
  }

  /** A request that is called nothing elsewhere. */
  public Request(
      ChangeId id, Principal principal, Optional<IdempotencyKey> key, Optional<SourceSha> sha) {
    this(id, principal, key, sha, Optional.empty());
  }

  /** This request, for a whole project. */
  Request ofWhole(ProjectId whole) {
    return new Request(id, principal, key, sha, requestId, Optional.of(whole));
  }
}
