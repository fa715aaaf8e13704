package org.versionservice.api;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.IncrementRequest;
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
   * @param parameters the type is {@code patch} if absent, and not allowed beside commit messages
   * @throws ProblemException if a value is not valid
   */
  static RequestedIncrement of(IncrementParameters parameters, @Nullable IncrementRequest body) {
    List<String> commits = body == null ? null : body.commits();
    if (commits == null) {
      return new RequestedIncrement(parameters.increment(), Optional.empty());
    }
    if (parameters.hasType()) {
      throw new ProblemException(
          ErrorCode.INVALID_PARAMETER, "either type or \"commits\" picks what moves on, not both");
    }
    ConventionalCommits pick = ConventionalCommits.of(commits);
    return new RequestedIncrement(new Increment.ToRelease(pick.level()), Optional.of(pick));
  }
}
