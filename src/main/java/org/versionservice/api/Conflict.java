package org.versionservice.api;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.versionservice.version.Issued;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.Transition;

/**
 * A version that was given out during an outage while the remote moved the app on.
 *
 * @param appId the app
 * @param version what was given out here
 * @param there what the app had on the remote
 * @param at when it was given out, RFC 3339 in UTC
 * @param by who asked for it
 * @param commit the commit that brought it to the remote
 */
@JsonbPropertyOrder({"appId", "version", "there", "at", "by", "commit"})
@Schema(description = "A version that was given out while the remote moved the app on")
public record Conflict(
    @Schema(name = "app_id", example = "1234-user-service") String appId,
    @Schema(example = "1.2.4") String version,
    @Schema(description = "What the app had on the remote", example = "1.2.5") String there,
    @Schema(example = "2026-11-23T10:15:30Z") String at,
    @Schema(example = "ci") String by,
    @Schema(example = "9c56cc51b374c3ba189210d5b6d4bf57790d351c") String commit) {

  static Conflict of(Issued issued) {
    Transition step = issued.transition();
    return new Conflict(
        step.app().value(),
        step.version().toString(),
        step.conflict().map(SemanticVersion::toString).orElse(""),
        step.at().toString(),
        step.request().principal().name(),
        issued.commit().value());
  }
}
