package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.Optional;
import org.versionservice.storage.HistoryEntry;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;

/**
 * One change of an app.
 *
 * @param version the version after it; of a deleted app the last one
 * @param previous what the version was computed from; none where nothing stood before
 * @param type what kind of change
 * @param at when, RFC 3339 in UTC
 * @param by who asked
 * @param sha the source commit that the version was asked for, where named
 * @param commit the commit that holds the change
 * @param message its first line
 */
@JsonbPropertyOrder({"version", "previous", "type", "at", "by", "sha", "commit", "message"})
public record Step(
    String version,
    Optional<String> previous,
    String type,
    String at,
    String by,
    Optional<String> sha,
    String commit,
    String message) {

  public static Step of(HistoryEntry entry) {
    return new Step(
        entry.version().toString(),
        entry.previous().map(SemanticVersion::toString),
        entry.type().text(),
        entry.at().toString(),
        entry.by(),
        entry.sha().map(SourceSha::value),
        entry.commit().value(),
        entry.message());
  }
}
