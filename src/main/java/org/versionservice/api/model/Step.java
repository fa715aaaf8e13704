package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.time.Instant;
import java.util.Optional;
import org.versionservice.storage.HistoryEntry;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;

/**
 * A change in the history of an app.
 *
 * @param version the version after the change; for a deleted app its last version
 * @param previous the version that it was computed from; empty if a set version is the app's first
 * @param at the time of the change, RFC 3339 in UTC
 * @param by the principal that requested it
 * @param sha the source commit that the version was issued for, if given
 * @param commit the commit that contains the change
 * @param message the first line of its message
 * @param reservedUntil the time until which the version was only reserved, RFC 3339 in UTC
 */
@JsonbPropertyOrder({
  "version",
  "previous",
  "type",
  "at",
  "by",
  "sha",
  "commit",
  "message",
  "reservedUntil"
})
public record Step(
    String version,
    Optional<String> previous,
    String type,
    String at,
    String by,
    Optional<String> sha,
    String commit,
    String message,
    Optional<String> reservedUntil) {

  public static Step of(HistoryEntry entry) {
    return new Step(
        entry.version().toString(),
        entry.previous().map(SemanticVersion::toString),
        entry.type().text(),
        entry.at().toString(),
        entry.by(),
        entry.sha().map(SourceSha::value),
        entry.commit().value(),
        entry.message(),
        entry.reservedUntil().map(Instant::toString));
  }
}
