package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;

/**
 * The version of a build between releases; it is stored nowhere.
 *
 * @param appId the app
 * @param version sorts above the release it follows, and below the next one
 */
@JsonbPropertyOrder({"appId", "version"})
public record DevVersion(String appId, String version) implements PlainVersion {

  @Override
  public String plainVersion() {
    return version;
  }
}
