package org.versionservice.version;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The registry's entry for one app.
 *
 * @param current the current version
 * @param highest the highest version that the app ever had; above {@code current} only after {@code
 *     current} was lowered, or if the first call for a new app named an older line
 * @param release the highest version without a pre-release; empty if there never was one
 * @param lines the highest versions of the lines X.Y that calls named
 * @param repoName the app's source repository, if known
 * @param lastUpdated the time of the last change
 * @param revision the number of changes, 0 to 2^63-1; never reset
 * @param sha the source commit that {@code current} was issued for, if named
 */
public record ApplicationVersion(
    ApplicationId id,
    SemanticVersion current,
    SemanticVersion highest,
    Optional<SemanticVersion> release,
    HandedOut lines,
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
    release = SemanticVersion.max(release, releaseOf(current, highest));
  }

  /** Creates an entry of an app without lines whose versions are these two. */
  public ApplicationVersion(
      ApplicationId id,
      SemanticVersion current,
      SemanticVersion highest,
      Optional<String> repoName,
      Instant lastUpdated,
      long revision,
      Optional<SourceSha> sha) {
    this(
        id,
        current,
        highest,
        Optional.empty(),
        HandedOut.NONE,
        repoName,
        lastUpdated,
        revision,
        sha);
  }

  /** Returns the highest release that two versions of an app tell of. */
  static Optional<SemanticVersion> releaseOf(SemanticVersion current, SemanticVersion highest) {
    return Stream.of(highest, current).filter(version -> !version.isPreRelease()).findFirst();
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
            version,
            Optional.empty(),
            HandedOut.NONE,
            known.flatMap(ApplicationVersion::repoName),
            at,
            known.map(before -> HeldVersion.sum(before.revision, 1)).orElse(1L),
            sha)
        .above(known);
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
    return following(
            known,
            id,
            higher.map(ApplicationVersion::current).orElse(version),
            higher.map(ApplicationVersion::sha).orElse(sha),
            at)
        .handingOut(version, line.isPresent());
  }

  /**
   * Returns this entry with a version that was handed out.
   *
   * @param named whether a call named its line
   */
  ApplicationVersion handingOut(SemanticVersion version, boolean named) {
    boolean listed = named || lines.highest(ReleaseLine.of(version)).isPresent();
    return atLeast(
        version,
        version.isPreRelease() ? Optional.empty() : Optional.of(version),
        listed ? lines.with(version) : lines,
        revision);
  }

  /** Returns the next entry, with the same version. */
  public ApplicationVersion touched(Instant at) {
    return following(Optional.of(this), id, current, sha, at);
  }

  /** Returns this entry with what {@code earlier} had: versions at least as high, and lines. */
  public ApplicationVersion above(ApplicationVersion earlier) {
    return atLeast(earlier.highest, earlier.release, lines.with(earlier.lines), earlier.revision);
  }

  private ApplicationVersion above(Optional<ApplicationVersion> earlier) {
    return earlier.map(this::above).orElse(this);
  }

  /** Returns this entry with at least these versions and this revision. */
  ApplicationVersion atLeast(
      SemanticVersion minHighest,
      Optional<SemanticVersion> minRelease,
      HandedOut allLines,
      long minRevision) {
    ApplicationVersion raised =
        new ApplicationVersion(
            id,
            current,
            SemanticVersion.max(highest, minHighest),
            SemanticVersion.max(release, minRelease),
            allLines,
            repoName,
            lastUpdated,
            Math.max(revision, minRevision),
            sha);
    return raised.revision == revision && raised.isAsHighAs(this) ? this : raised;
  }

  /** Returns this entry, in whose lines all versions of a table count. */
  ApplicationVersion raisedTo(HandedOut table) {
    return atLeast(highest, release, lines.raisedTo(table), revision);
  }

  /** Returns all versions that this entry tells of, as a table. */
  HandedOut handedOut() {
    HandedOut all = lines.with(current).with(highest);
    return release.map(all::with).orElse(all);
  }

  /** Returns whether another entry of the app tells of the same versions beside the current one. */
  public boolean isAsHighAs(ApplicationVersion other) {
    return highest.equals(other.highest)
        && release.equals(other.release)
        && lines.equals(other.lines);
  }

  /** Returns whether the revision has its maximum, so that the app cannot change any more. */
  boolean isExhausted() {
    return revision == Long.MAX_VALUE;
  }
}
