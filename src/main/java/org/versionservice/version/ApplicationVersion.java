package org.versionservice.version;

import java.time.Instant;
import java.util.Optional;

/**
 * The registry's entry for one app.
 *
 * @param current the current version; of an app that only has reservations, the one before them
 * @param versions the highest versions, at least {@code current}, and the reservations
 * @param repoName the app's source repository, if known
 * @param lastUpdated the time of the last change
 * @param revision the number of changes, 0 to 2^63-1; never reset
 * @param sha the source commit that {@code current} was issued for, if named
 */
public record ApplicationVersion(
    ApplicationId id,
    SemanticVersion current,
    HighestVersions versions,
    Optional<String> repoName,
    Instant lastUpdated,
    long revision,
    Optional<SourceSha> sha) {

  public ApplicationVersion {
    if (versions.kept().compareTo(current) < 0) {
      throw new IllegalArgumentException("the highest version is not below the current one");
    }
    if (revision < 0) {
      throw new IllegalArgumentException("a revision is not negative");
    }
    versions = versions.with(HighestVersions.of(current, versions.kept()));
  }

  /** Creates an entry of an app without lines and reservations. */
  public ApplicationVersion(
      ApplicationId id,
      SemanticVersion current,
      SemanticVersion highest,
      Optional<String> repoName,
      Instant lastUpdated,
      long revision,
      Optional<SourceSha> sha) {
    this(id, current, HighestVersions.of(current, highest), repoName, lastUpdated, revision, sha);
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
    HighestVersions highest = HighestVersions.of(version);
    return new ApplicationVersion(
        id,
        version,
        known.map(before -> highest.with(before.versions)).orElse(highest),
        known.flatMap(ApplicationVersion::repoName),
        at,
        known.map(before -> HeldVersion.sum(before.revision, 1)).orElse(1L),
        sha);
  }

  /**
   * Returns the next entry of an app that gets a new version. It is the current one if it is higher
   * than that, or the app was not there.
   *
   * @param live the entry of the live app
   * @param known the previous entry of the live or deleted app
   * @param line the line that the call named
   */
  static ApplicationVersion issuing(
      Optional<ApplicationVersion> live,
      Optional<ApplicationVersion> known,
      ApplicationId id,
      SemanticVersion version,
      Optional<ReleaseLine> line,
      Optional<SourceSha> sha,
      Instant at) {
    Optional<ApplicationVersion> higher =
        live.filter(before -> before.current.compareTo(version) >= 0);
    ApplicationVersion next =
        following(
            known,
            id,
            higher.map(ApplicationVersion::current).orElse(version),
            higher.map(ApplicationVersion::sha).orElse(sha),
            at);
    return next.with(next.versions.with(version, line.isPresent()));
  }

  /** Returns this entry with more versions. */
  ApplicationVersion with(HighestVersions more) {
    return new ApplicationVersion(id, current, more, repoName, lastUpdated, revision, sha);
  }

  /** Returns the next entry, with the same version. */
  public ApplicationVersion touched(Instant at) {
    return following(Optional.of(this), id, current, sha, at);
  }

  /** Returns this entry with what {@code earlier} had: versions at least as high, and lines. */
  public ApplicationVersion above(ApplicationVersion earlier) {
    return atLeast(earlier.versions, earlier.revision);
  }

  /** Returns this entry with at least these versions and this revision. */
  ApplicationVersion atLeast(HighestVersions versionsToo, long minRevision) {
    HighestVersions all = versions.with(versionsToo);
    long last = Math.max(revision, minRevision);
    return last == revision && all.equals(versions)
        ? this
        : new ApplicationVersion(id, current, all, repoName, lastUpdated, last, sha);
  }

  /**
   * Returns this entry as the registry has it: in its lines all versions of a table count, and old
   * reservations are forgotten.
   */
  ApplicationVersion raisedTo(HandedOut table) {
    HighestVersions raised = versions.raisedTo(table, lastUpdated);
    return raised.equals(versions) ? this : with(raised);
  }

  /** Returns all versions that this entry tells of, as a table. */
  HandedOut handedOut() {
    return versions.handedOut().with(current);
  }

  public SemanticVersion highest() {
    return versions.highest();
  }

  public Optional<SemanticVersion> release() {
    return versions.release();
  }

  public HandedOut lines() {
    return versions.lines();
  }

  public Reservations reserved() {
    return versions.reserved();
  }

  /** Returns whether another entry of the app tells of the same versions beside the current one. */
  public boolean isAsHighAs(ApplicationVersion other) {
    return versions.equals(other.versions);
  }

  /** Returns whether the revision has its maximum, so that the app cannot change any more. */
  boolean isExhausted() {
    return revision == Long.MAX_VALUE;
  }
}
