package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;

/**
 * The version of a build between releases; it is not stored.
 *
 * @param version a version between the last release and the next one
 */
@JsonbPropertyOrder({"appId", "version"})
public record DevVersion(String appId, String version) implements PlainVersion {

  @Override
  public String plainVersion() {
    return version;
  }
}
