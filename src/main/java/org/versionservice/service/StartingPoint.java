package org.versionservice.service;

import java.util.Optional;
import org.versionservice.version.SemanticVersion;

/**
 * Where an app and a release line start, if the registry does not know them.
 *
 * @param ofApp the version before the first one of the app
 * @param ofLine the version before the first one of the line; empty if none is known
 */
record StartingPoint(SemanticVersion ofApp, Optional<SemanticVersion> ofLine) {

  /** Returns the version that precedes the first one of the line, or of the app without a line. */
  Optional<SemanticVersion> of(RequestedLine requested) {
    return requested.line().isPresent() ? ofLine : Optional.of(ofApp);
  }
}
