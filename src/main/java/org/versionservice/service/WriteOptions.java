package org.versionservice.service;

import java.util.List;
import java.util.Optional;
import org.versionservice.version.Condition;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Principal;
import org.versionservice.version.RequestId;
import org.versionservice.version.SourceSha;
import org.versionservice.version.VersionFormat;

/**
 * The options of a requested change.
 *
 * @param principal the caller
 * @param requestId the id of the request in its answer and in the log
 * @param key makes retries of the request one change
 * @param sha the source commit to version
 * @param conditions must hold of the newest state
 * @param format must be able to express the new version
 * @param dryRun whether to compute the answer and change nothing
 */
public record WriteOptions(
    Principal principal,
    RequestId requestId,
    Optional<IdempotencyKey> key,
    Optional<SourceSha> sha,
    List<Condition> conditions,
    Optional<VersionFormat> format,
    boolean dryRun) {

  public WriteOptions {
    conditions = List.copyOf(conditions);
  }

  public WriteOptions withDryRun(boolean enabled) {
    return new WriteOptions(principal, requestId, key, sha, conditions, format, enabled);
  }

  public WriteOptions withSha(Optional<SourceSha> source) {
    return new WriteOptions(principal, requestId, key, source, conditions, format, dryRun);
  }

  public WriteOptions withFormat(Optional<VersionFormat> wanted) {
    return new WriteOptions(principal, requestId, key, sha, conditions, wanted, dryRun);
  }
}
