package org.versionservice.api;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
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
@Schema(description = "One change of an app")
public record Step(
    @Schema(example = "1.2.4") String version,
    @Schema(description = "What the version was computed from", example = "1.2.3")
        Optional<String> previous,
    @Schema(
            enumeration = {"major", "minor", "patch", "prerelease", "release", "set", "delete"},
            example = "patch")
        String type,
    @Schema(example = "2026-11-23T10:15:30Z") String at,
    @Schema(description = "Who asked", example = "ci") String by,
    @Schema(description = "Source commit of the version", example = "4f2a9c1d")
        Optional<String> sha,
    @Schema(
            description = "The commit that holds the change, final once it is pushed",
            example = "9c56cc51b374c3ba189210d5b6d4bf57790d351c")
        String commit,
    @Schema(description = "The commit's first line", example = "1234-user-service 1.2.4")
        String message) {

  static Step of(HistoryEntry entry) {
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
