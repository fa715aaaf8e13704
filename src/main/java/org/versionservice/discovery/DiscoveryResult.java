package org.versionservice.discovery;

import java.util.Optional;
import org.versionservice.version.SemanticVersion;

/** What became of looking for the versions that an app's tags tell. */
public sealed interface DiscoveryResult {

  /**
   * All tags were read.
   *
   * @param highest the highest version among those of the app; empty if it has none
   */
  record Found(Optional<SemanticVersion> highest) implements DiscoveryResult {}

  /**
   * Nobody knows what the tags are.
   *
   * @param reason for people; without secrets
   */
  record Failed(String reason) implements DiscoveryResult {}
}
