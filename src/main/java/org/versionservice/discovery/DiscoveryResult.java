package org.versionservice.discovery;

import org.versionservice.version.HandedOut;

/** The result of a search for an app's versions among tags. */
public sealed interface DiscoveryResult {

  /**
   * All tags were read.
   *
   * @param versions the versions of the app; none if no tag names one
   */
  record Found(HandedOut versions) implements DiscoveryResult {}

  /**
   * The tags could not be read or understood.
   *
   * @param reason a text for people, without secrets
   */
  record Failed(String reason) implements DiscoveryResult {}
}
