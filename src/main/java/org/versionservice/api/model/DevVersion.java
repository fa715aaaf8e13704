package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.VersionFormat;

/**
 * The version of a build between releases; it is not stored.
 *
 * @param version a version between the last one and the next one
 * @param formatted the version in the format that the request names, if it names one
 */
@JsonbPropertyOrder({"appId", "version", "formatted"})
public record DevVersion(String appId, String version, Optional<String> formatted)
    implements PlainVersion {

  public static DevVersion of(
      ApplicationId app, SemanticVersion version, Optional<VersionFormat> format) {
    return new DevVersion(app.value(), version.toString(), PlainVersion.formatted(version, format));
  }

  @Override
  public String plainVersion() {
    return formatted.orElse(version);
  }
}
