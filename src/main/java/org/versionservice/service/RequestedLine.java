package org.versionservice.service;

import java.util.Optional;
import org.versionservice.version.ReleaseLine;
import org.versionservice.version.SemanticVersion;

/**
 * The release line that a request names.
 *
 * @param line the line; empty for all versions of the app
 * @param from the version before the line's first one, if neither the app nor its tags have one
 */
public record RequestedLine(Optional<ReleaseLine> line, Optional<SemanticVersion> from) {

  /** No line. */
  public static final RequestedLine NONE = new RequestedLine(Optional.empty(), Optional.empty());
}
