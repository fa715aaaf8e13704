package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.Optional;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.SourceSha;

/**
 * An app and its version, with the members of {@code versions.json}.
 *
 * @param repoName the source repository, if known
 * @param lastUpdated the time of the last change, RFC 3339 in UTC
 * @param revision the number of the app's changes
 * @param sha the source commit that the version was issued for, if given
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
