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
 * How a version is to move on, and what picked that.
 *
 * @param increment how
 * @param pick the messages that picked it, if the client left it to them
 */
record RequestedIncrement(Increment increment, Optional<ConventionalCommits> pick) {

  /**
   * Reads what a client asks for.
   *
   * @param type a patch if absent and no messages are there to pick it
   * @param identifier the word of a pre-release
   * @param base what a pre-release leads to
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
