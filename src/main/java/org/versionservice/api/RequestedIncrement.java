package org.versionservice.api;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.IncrementRequest;
import org.versionservice.api.model.Parse;
import org.versionservice.api.model.ProblemException;
import org.versionservice.version.ConventionalCommits;
import org.versionservice.version.Increment;

/**
 * The increment that a client requests.
 *
 * @param pick the commit messages that determine it; empty if the client chose it
 */
record RequestedIncrement(Increment increment, Optional<ConventionalCommits> pick) {

  /**
   * Reads an increment from the parameters and the body of a request.
   *
   * @param type {@code patch} if absent; not allowed beside commit messages
   * @param identifier the identifier of a pre-release
   * @param base the level of the release that a pre-release precedes
   * @throws ProblemException if a value is not valid
   */
  static RequestedIncrement of(
      @Nullable String type,
      @Nullable String identifier,
      @Nullable String base,
      @Nullable IncrementRequest body) {
    List<String> commits = body == null ? null : body.commits();
    if (commits == null) {
      return new RequestedIncrement(Parse.increment(type, identifier, base), Optional.empty());
    }
    if (type != null) {
      throw new ProblemException(
          ErrorCode.INVALID_PARAMETER, "either type or \"commits\" picks what moves on, not both");
    }
    ConventionalCommits pick = ConventionalCommits.of(commits);
    return new RequestedIncrement(new Increment.ToRelease(pick.level()), Optional.of(pick));
  }
}
