package org.versionservice.version;

import java.time.Instant;
import java.util.Optional;

/**
 * What the registry knows of one app.
 *
 * @param id the app
 * @param current the version that it has now
 * @param highest the highest version that it ever had; above {@code current} only after a version
 *     was forced down
 * @param repoName the app's source repository, where known
 * @param lastUpdated when it last changed
 * @param revision how often it changed, at least 0; never reset, and not raised beyond 2^63-1
 * @param sha the source commit that {@code current} was issued for, where named
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
   * The entry of an app that moves to a version, which may be lower than the one before.
   *
   * @param known the entry before, of an app that is there or was
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

  /** The entry behind this one, with the same version. */
  ApplicationVersion touched(Instant at) {
    return following(Optional.of(this), id, current, sha, at);
  }

  /** This entry, which never issues again what {@code earlier} had reached. */
  public ApplicationVersion above(ApplicationVersion earlier) {
    return atLeast(earlier.highest, earlier.revision);
  }

  /** This entry, which never issues {@code reached} again, and has that revision or a later one. */
  ApplicationVersion atLeast(SemanticVersion reached, long least) {
    return new ApplicationVersion(
        id,
        current,
        SemanticVersion.max(highest, reached),
        repoName,
        lastUpdated,
        Math.max(revision, least),
        sha);
  }

  /** Returns whether the revision cannot be raised any more, so that no change can be told. */
  boolean isExhausted() {
    return revision == Long.MAX_VALUE;
  }
}
