package org.versionservice.version;

import java.util.Optional;

/**
 * What a range of commits tells about one app.
 *
 * @param handedOut the versions that any of them held or issued
 * @param release the highest of them without a pre-release
 * @param lines the highest versions of the lines that calls named
 * @param changes the number of commits that changed the app
 * @param revision the least revision after the commits, whatever it was before
 * @param last the newest entry in a file of the commits; empty if only messages name the app
 * @param issued an entry built from the oldest message that names the app; empty if none does
 */
record HeldVersion(
    HandedOut handedOut,
    Optional<SemanticVersion> release,
    HandedOut lines,
    long changes,
    long revision,
    Optional<ApplicationVersion> last,
    Optional<ApplicationVersion> issued) {

  /** The revision of an unknown app: its first change makes it 0. */
  private static final long NONE = -1;

  /** Returns an entry, raised to the highest versions and the revision after the commits. */
  ApplicationVersion after(Optional<ApplicationVersion> before, ApplicationVersion entry) {
    long earlier = before.map(ApplicationVersion::revision).orElse(NONE);
    return entry.atLeast(
        handedOut.highest().orElse(entry.highest()),
        release,
        entry.lines().with(lines),
        Math.max(revision, sum(earlier, changes)));
  }

  /** Returns the sum, at most 2^63-1. */
  static long sum(long revision, long changes) {
    return revision > Long.MAX_VALUE - changes ? Long.MAX_VALUE : revision + changes;
  }
}
