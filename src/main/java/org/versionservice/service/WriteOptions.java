package org.versionservice.service;

import java.util.List;
import java.util.Optional;
import org.versionservice.version.Condition;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Principal;
import org.versionservice.version.RequestId;
import org.versionservice.version.SourceSha;

/**
 * On what terms a change is asked for.
 *
 * @param principal who asks
 * @param requestId the id of the request in its answer and in the log
 * @param key what makes the change once however often it is asked for, if the client sent one
 * @param sha the source commit that a version is asked for, if the client named one
 * @param conditions what has to hold of the newest state
 * @param dryRun whether to tell what would be done, and do nothing
 */
public record WriteOptions(
    Principal principal,
    RequestId requestId,
    Optional<IdempotencyKey> key,
    Optional<SourceSha> sha,
    List<Condition> conditions,
    boolean dryRun) {

  public WriteOptions {
    conditions = List.copyOf(conditions);
  }

  /** These terms for a change that is only tried. */
  public WriteOptions asDryRun(boolean tried) {
    return new WriteOptions(principal, requestId, key, sha, conditions, tried);
  }

  /** These terms for a source commit. */
  public WriteOptions withSha(Optional<SourceSha> source) {
    return new WriteOptions(principal, requestId, key, source, conditions, dryRun);
  }
}
