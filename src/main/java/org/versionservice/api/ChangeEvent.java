package org.versionservice.api;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.versionservice.storage.HistoryEntry;

/**
 * A change as listeners are told of it: a {@link Step} that says which app it is of.
 *
 * @param appId the app
 * @param revision the app's revision after it
 */
@JsonbPropertyOrder({
  "appId",
  "version",
  "previous",
  "revision",
  "type",
  "at",
  "by",
  "sha",
  "commit",
  "message"
})
@Schema(description = "A change, as listeners are told of it")
public record ChangeEvent(
    @Schema(name = "app_id", example = "1234-user-service") String appId,
    @Schema(example = "1.2.4") String version,
    @Schema(description = "What the version was computed from", example = "1.2.3")
        Optional<String> previous,
    @Schema(description = "How often the app changed", example = "17") long revision,
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

  static ChangeEvent of(HistoryEntry entry) {
    Step step = Step.of(entry);
    return new ChangeEvent(
        entry.app().value(),
        step.version(),
        step.previous(),
        entry.revision(),
        step.type(),
        step.at(),
        step.by(),
        step.sha(),
        step.commit(),
        step.message());
  }
}
