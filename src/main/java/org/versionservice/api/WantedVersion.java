package org.versionservice.api;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.Parse;
import org.versionservice.api.model.ProblemException;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Registry;
import org.versionservice.version.ReleaseLine;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;
import org.versionservice.version.Transition;

/**
 * The version of an app that a read asks for: the current one, unless a parameter names another.
 *
 * @param line the line whose highest version is asked for
 * @param stable whether the highest version without a pre-release is asked for
 * @param sha the source commit whose version is asked for
 */
record WantedVersion(Optional<ReleaseLine> line, boolean stable, Optional<SourceSha> sha) {

  /**
   * A version of an app.
   *
   * @param sha the source commit that it was issued for, if known
   */
  record Shown(SemanticVersion version, Optional<SourceSha> sha) {}

  /**
   * Reads the parameters of a request.
   *
   * @throws ProblemException if one is not valid, or there are several
   */
  static WantedVersion of(@Nullable String line, @Nullable String stable, @Nullable String sha) {
    WantedVersion wanted =
        new WantedVersion(
            Parse.line(line),
            Parse.flag("stable", stable),
            Optional.ofNullable(sha)
                .map(text -> Parse.parsed(ErrorCode.INVALID_PARAMETER, text, SourceSha::new)));
    if (wanted.parameters() > 1) {
      throw new ProblemException(
          ErrorCode.INVALID_PARAMETER, "a request has one of line, stable and sha");
    }
    return wanted;
  }

  private long parameters() {
    return Stream.of(line.isPresent(), stable, sha.isPresent()).filter(given -> given).count();
  }

  /** Returns whether the current version is asked for. */
  boolean isCurrent() {
    return parameters() == 0;
  }

  /**
   * Returns the version.
   *
   * @param entry the entry of the app in the registry
   * @throws ProblemException if the app has no such version
   */
  Shown in(Registry registry, ApplicationVersion entry) {
    if (sha.isPresent()) {
      Transition step =
          registry
              .issuedFor(entry.id(), sha.get())
              .orElseThrow(
                  () ->
                      new ProblemException(
                          ErrorCode.SHA_NOT_FOUND, "no version was issued for the commit"));
      return new Shown(step.version(), step.request().sha());
    }
    if (stable) {
      return shown(
          entry
              .release()
              .orElseThrow(
                  () -> new ProblemException(ErrorCode.NOT_FOUND, "the app has no release yet")),
          entry);
    }
    return shown(
        registry.handedOut(entry.id()).kept(line).orElseThrow(Responses::noSuchLine), entry);
  }

  private static Shown shown(SemanticVersion version, ApplicationVersion entry) {
    return new Shown(version, version.equals(entry.current()) ? entry.sha() : Optional.empty());
  }
}
