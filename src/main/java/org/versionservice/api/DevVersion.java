package org.versionservice.api;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The version of a build between releases; it is stored nowhere.
 *
 * @param appId the app
 * @param version sorts above the release it follows, and below the next one
 */
@JsonbPropertyOrder({"appId", "version"})
@Schema(description = "The version of a build between releases")
public record DevVersion(
    @Schema(name = "app_id", example = "1234-user-service") String appId,
    @Schema(example = "1.2.5-dev-4f2a9c1") String version)
    implements PlainVersion {

  @Override
  public String plainVersion() {
    return version;
  }
}
