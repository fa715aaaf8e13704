package org.versionservice.version;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a range of commits tells about one app.
 *
 * @param handedOut the versions that any of them held, issued or reserved
 * @param starts the versions that a line without any other one started from
 * @param release the highest kept one of them without a pre-release
 * @param lines the highest versions of the lines that calls named
 * @param reserved the reservations
 * @param deleted the time of the first deletion
 * @param changes the number of commits that changed the app
 * @param revision the least revision after the commits, whatever it was before
 * @param last the newest entry in a file of the commits; empty if only messages name the app
 * @param issued an entry built from the oldest message that names the app; empty if none does
 */
record HeldVersion(
    HandedOut handedOut,
    List<SemanticVersion> starts,
    Optional<SemanticVersion> release,
    HandedOut lines,
    Reservations reserved,
    Optional<Instant> deleted,
    long changes,
    long revision,
    Optional<ApplicationVersion> last,
    Optional<ApplicationVersion> issued) {

  /** The revision of an unknown app: its first change makes it 0. */
  private static final long NONE = -1;

  /**
   * Returns what was handed out after the commits. A start is kept, unless the version is known: it
   * may have been reserved.
   */
  HandedOut after(HandedOut before) {
    HandedOut after = before.with(handedOut);
    for (SemanticVersion start : starts) {
      if (before.highest(ReleaseLine.of(start)).isEmpty()) {
        after = after.with(start);
      }
    }
    return after;
  }

  /** Returns an entry, raised to the highest versions and the revision after the commits. */
  ApplicationVersion after(Optional<ApplicationVersion> before, ApplicationVersion entry) {
    long earlier = before.map(ApplicationVersion::revision).orElse(NONE);
    SemanticVersion kept = handedOut.kept(Optional.empty()).orElse(entry.versions().kept());
    HighestVersions versions =
        new HighestVersions(
            SemanticVersion.max(handedOut.highest().orElse(kept), kept),
            kept,
            release,
            lines,
            reserved);
    return entry.atLeast(versions, Math.max(revision, sum(earlier, changes)));
  }

  /** Returns an entry of before the commits, whose reservations a deletion aborted. */
  ApplicationVersion sinceDeleted(ApplicationVersion before) {
    HighestVersions versions = before.versions();
    return deleted
        .map(at -> before.with(versions.withReserved(versions.reserved().aborted(at))))
        .orElse(before);
  }

  /** Returns the sum, at most 2^63-1. */
  static long sum(long revision, long changes) {
    return revision > Long.MAX_VALUE - changes ? Long.MAX_VALUE : revision + changes;
  }
}
