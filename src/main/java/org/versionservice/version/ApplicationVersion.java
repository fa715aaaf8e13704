package org.versionservice.version;

import java.time.Instant;
import java.util.Optional;

/**
 * The registry's entry for one app.
 *
 * @param current the current version
 * @param highest the highest version that the app ever had; above {@code current} only after {@code
 *     current} was lowered
 * @param repoName the app's source repository, if known
 * @param lastUpdated the time of the last change
 * @param revision the number of changes, 0 to 2^63-1; never reset
 * @param sha the source commit that {@code current} was issued for, if named
 */
public record ApplicationVersion(
    ApplicationId id,
    SemanticVersion current,
    SemanticVersion highest,
    Optional<String> repoName,
    Instant lastUpdated,
    long revision,
    Optional<SourceSha> sha) {

  public ApplicationVersion {
    if (highest.compareTo(current) < 0) {
      throw new IllegalArgumentException("the highest version is not below the current one");
    }
    if (revision < 0) {
      throw new IllegalArgumentException("a revision is not negative");
    }
  }

  /**
   * Returns the next entry of an app, whose version may be lower than the previous one.
   *
   * @param known the previous entry of the live or deleted app
   */
  static ApplicationVersion following(
      Optional<ApplicationVersion> known,
      ApplicationId id,
      SemanticVersion version,
      Optional<SourceSha> sha,
      Instant at) {
    return new ApplicationVersion(
        id,
        version,
        known.map(before -> SemanticVersion.max(version, before.highest)).orElse(version),
        known.flatMap(ApplicationVersion::repoName),
        at,
        known.map(before -> HeldVersion.sum(before.revision, 1)).orElse(1L),
        sha);
  }

  /** Returns the next entry, with the same version. */
  public ApplicationVersion touched(Instant at) {
    return following(Optional.of(this), id, current, sha, at);
  }

  /** Returns this entry with at least the highest version and the revision of {@code earlier}. */
  public ApplicationVersion above(ApplicationVersion earlier) {
    return atLeast(earlier.highest, earlier.revision);
  }

  /** Returns this entry with at least this highest version and this revision. */
  ApplicationVersion atLeast(SemanticVersion minHighest, long minRevision) {
    SemanticVersion top = SemanticVersion.max(highest, minHighest);
    long last = Math.max(revision, minRevision);
    return top.equals(highest) && last == revision
        ? this
        : new ApplicationVersion(id, current, top, repoName, lastUpdated, last, sha);
  }

  /** Returns whether the revision has its maximum, so that the app cannot change any more. */
  boolean isExhausted() {
    return revision == Long.MAX_VALUE;
  }
}
