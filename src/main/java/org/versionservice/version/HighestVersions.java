package org.versionservice.version;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the entry of an app tells beside its current version. All of it only grows.
 *
 * @param highest the highest version that was handed out
 * @param kept the highest version that is kept: not only reserved
 * @param release the highest kept version without a pre-release; empty if there never was one
 * @param lines the highest versions of the lines X.Y that calls named
 * @param reserved the reservations
 */
public record HighestVersions(
    SemanticVersion highest,
    SemanticVersion kept,
    Optional<SemanticVersion> release,
    HandedOut lines,
    Reservations reserved) {

  public HighestVersions {
    if (highest.compareTo(kept) < 0) {
      throw new IllegalArgumentException("the highest version is not below a kept one");
    }
    release = SemanticVersion.max(release, Optional.of(kept).filter(top -> !top.isPreRelease()));
  }

  /** Returns what a kept version alone tells. */
  static HighestVersions of(SemanticVersion version) {
    return of(version, version);
  }

  /** Returns what the highest kept version and another one tell. */
  static HighestVersions of(SemanticVersion current, SemanticVersion kept) {
    return new HighestVersions(
        kept, kept, releaseOf(current, kept), HandedOut.NONE, Reservations.NONE);
  }

  /** Returns the highest release that two kept versions tell of. */
  static Optional<SemanticVersion> releaseOf(SemanticVersion current, SemanticVersion kept) {
    return Stream.of(kept, current).filter(version -> !version.isPreRelease()).findFirst();
  }

  /** Returns what both tell together. */
  HighestVersions with(HighestVersions other) {
    return new HighestVersions(
        SemanticVersion.max(highest, other.highest),
        SemanticVersion.max(kept, other.kept),
        SemanticVersion.max(release, other.release),
        lines.with(other.lines),
        reserved.with(other.reserved));
  }

  /**
   * Returns this with a version that is kept.
   *
   * @param named whether a call named its line
   */
  HighestVersions with(SemanticVersion version, boolean named) {
    return new HighestVersions(
        SemanticVersion.max(highest, version),
        SemanticVersion.max(kept, version),
        SemanticVersion.max(release, Optional.of(version).filter(top -> !top.isPreRelease())),
        isListed(version, named) ? lines.with(version) : lines,
        reserved);
  }

  /**
   * Returns this with a reserved version.
   *
   * @param named whether a call named its line
   */
  HighestVersions with(Reservation reservation, boolean named) {
    SemanticVersion version = reservation.version();
    return new HighestVersions(
        SemanticVersion.max(highest, version),
        kept,
        release,
        isListed(version, named) ? lines.reserving(version) : lines,
        reserved.with(reservation));
  }

  private boolean isListed(SemanticVersion version, boolean named) {
    return named || lines.highest(ReleaseLine.of(version)).isPresent();
  }

  /** Returns this with other reservations. */
  HighestVersions withReserved(Reservations others) {
    return new HighestVersions(highest, kept, release, lines, others);
  }

  /** Returns this, in whose lines all versions of a table count. */
  HighestVersions raisedTo(HandedOut table, Instant at) {
    return new HighestVersions(
        highest, kept, release, lines.raisedTo(table), reserved.remembered(at));
  }

  /** Returns all versions that this tells of, as a table. */
  HandedOut handedOut() {
    HandedOut table = lines.reserving(highest).with(kept);
    for (Reservation reservation : reserved.all()) {
      table =
          reservation.state() == Reservation.State.CONFIRMED
              ? table.with(reservation.version())
              : table.reserving(reservation.version());
    }
    return release.map(table::with).orElse(table);
  }
}
