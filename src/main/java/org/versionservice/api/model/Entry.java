package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.Optional;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;
import org.versionservice.version.VersionFormat;

/**
 * An app and its version, with the members of {@code versions.json}.
 *
 * @param current the current version, or the one that the request names
 * @param repoName the source repository, if known
 * @param lastUpdated the time of the last change, RFC 3339 in UTC
 * @param revision the number of the app's changes
 * @param sha the source commit that the version was issued for, if given
 * @param formatted the version in the format that the request names, if it names one
 */
@JsonbPropertyOrder({
  "current",
  "projectId",
  "appName",
  "repoName",
  "lastUpdated",
  "revision",
  "sha",
  "formatted"
})
public record Entry(
    String current,
    String projectId,
    String appName,
    Optional<String> repoName,
    String lastUpdated,
    long revision,
    Optional<String> sha,
    Optional<String> formatted)
    implements PlainVersion {

  public static Entry of(ApplicationVersion entry) {
    return of(entry, Optional.empty());
  }

  /**
   * Returns an entry with its version in a format too, if there is one.
   *
   * @throws ProblemException if the format cannot express the version
   */
  public static Entry of(ApplicationVersion entry, Optional<VersionFormat> format) {
    return of(entry, entry.current(), entry.sha(), format);
  }

  /**
   * Returns an entry that shows another version of its app.
   *
   * @param shown the version
   * @param sha the source commit that it was issued for, if known
   * @throws ProblemException if the format cannot express the version
   */
  public static Entry of(
      ApplicationVersion entry,
      SemanticVersion shown,
      Optional<SourceSha> sha,
      Optional<VersionFormat> format) {
    return new Entry(
        shown.toString(),
        entry.id().project().value(),
        entry.id().appName(),
        entry.repoName(),
        entry.lastUpdated().toString(),
        entry.revision(),
        sha.map(SourceSha::value),
        PlainVersion.formatted(shown, format));
  }

  @Override
  public String plainVersion() {
    return formatted.orElse(current);
  }
}
