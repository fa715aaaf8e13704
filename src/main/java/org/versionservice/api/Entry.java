package org.versionservice.api;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
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
@Schema(description = "An app and its version")
public record Entry(
    @Schema(example = "1.2.4") String current,
    @Schema(name = "project_id", example = "1234") String projectId,
    @Schema(name = "app_name", example = "user-service") String appName,
    @Schema(name = "repo_name", example = "group/user-service") Optional<String> repoName,
    @Schema(name = "last_updated", example = "2026-11-23T10:15:30Z") String lastUpdated,
    @Schema(description = "How often the app changed", example = "17") long revision,
    @Schema(description = "Source commit of the version", example = "4f2a9c1d")
        Optional<String> sha)
    implements PlainVersion {

  static Entry of(ApplicationVersion entry) {
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
