package org.versionservice.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.Parse;
import org.versionservice.api.model.ProblemException;
import org.versionservice.service.RequestedLine;
import org.versionservice.version.ReleaseLine;
import org.versionservice.version.SemanticVersion;

/** Reads the release line that the parameters of a request name. */
final class LineParameters {

  private LineParameters() {}

  /**
   * Reads a line.
   *
   * @param line X or X.Y
   * @param from the version before the line's first one
   * @throws ProblemException if a value is not valid, or {@code from} is not in the line
   */
  static RequestedLine read(@Nullable String line, @Nullable String from) {
    Optional<ReleaseLine> named = Parse.line(line);
    Optional<SemanticVersion> start = Parse.version(from);
    if (start.isPresent() && named.filter(found -> found.contains(start.get())).isEmpty()) {
      throw new ProblemException(
          ErrorCode.INVALID_PARAMETER, "from is a version in the line that line names");
    }
    return new RequestedLine(named, start);
  }
}
