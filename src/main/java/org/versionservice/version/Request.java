package org.versionservice.version;

import java.util.Optional;

/**
 * The caller and the ids of a change.
 *
 * @param id unique to this request
 * @param principal the caller, author of the commit
 * @param key the same in each retry, if the client sent one
 * @param sha the source commit of the version, if the client named one
 * @param requestId the id of the HTTP request, if there was one
 * @param project the project, if the whole project is changed; empty for one app
 */
public record Request(
    ChangeId id,
    Principal principal,
    Optional<IdempotencyKey> key,
    Optional<SourceSha> sha,
    Optional<RequestId> requestId,
    Optional<ProjectId> project) {

  /** Creates a request for one app. */
  public Request(
      ChangeId id,
      Principal principal,
      Optional<IdempotencyKey> key,
      Optional<SourceSha> sha,
      Optional<RequestId> requestId) {
    this(id, principal, key, sha, requestId, Optional.empty());
  }

  /** Creates a request for one app without an HTTP request. */
  public Request(
      ChangeId id, Principal principal, Optional<IdempotencyKey> key, Optional<SourceSha> sha) {
    this(id, principal, key, sha, Optional.empty());
  }

  /** Returns this request for a source commit, or for none. */
  Request withSha(Optional<SourceSha> source) {
    return new Request(id, principal, key, source, requestId, project);
  }

  Request ofWhole(ProjectId whole) {
    return new Request(id, principal, key, sha, requestId, Optional.of(whole));
  }
}
