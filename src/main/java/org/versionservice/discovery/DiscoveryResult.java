package org.versionservice.discovery;

import java.util.Optional;
import org.versionservice.version.SemanticVersion;

/** The result of a search for an app's versions among tags. */
public sealed interface DiscoveryResult {

  /**
   * All tags were read.
   *
   * @param highest the highest version of the app; empty if no tag names one
   */
  record Found(Optional<SemanticVersion> highest) implements DiscoveryResult {}

  /**
   * The tags could not be read or understood.
   *
   * @param reason a text for people, without secrets
   */
  record Failed(String reason) implements DiscoveryResult {}
}
