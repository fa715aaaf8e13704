package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.Optional;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.SourceSha;

/**
 * An app and its version, with the members that {@code versions.json} has.
 *
 * @param current its version
 * @param projectId the project it belongs to
 * @param appName its name in the project
 * @param repoName its source repository, where known
 * @param lastUpdated when it last changed, RFC 3339 in UTC
 * @param revision how often it changed
 * @param sha the source commit that the version was issued for, where named
 */
@JsonbPropertyOrder({
  "current",
  "projectId",
  "appName",
  "repoName",
  "lastUpdated",
  "revision",
  "sha"
})
public record Entry(
    String current,
    String projectId,
    String appName,
    Optional<String> repoName,
    String lastUpdated,
    long revision,
    Optional<String> sha)
    implements PlainVersion {

  public static Entry of(ApplicationVersion entry) {
    return new Entry(
        entry.current().toString(),
        entry.id().project().value(),
        entry.id().appName(),
        entry.repoName(),
        entry.lastUpdated().toString(),
        entry.revision(),
        entry.sha().map(SourceSha::value));
  }

  @Override
  public String plainVersion() {
    return current;
  }
}
