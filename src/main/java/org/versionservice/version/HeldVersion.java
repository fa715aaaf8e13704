package org.versionservice.version;

import java.util.Optional;

/**
 * What some commits tell of one app.
 *
 * @param highest the highest version that any of them held or issued
 * @param changes how many of them changed the app
 * @param revision a revision that the app has reached after them, whatever it had before
 * @param last the newest entry that one of their files had; empty if only messages name the app
 * @param issued an entry made of what the oldest message says; empty if none names the app
 */
record HeldVersion(
    SemanticVersion highest,
    long changes,
    long revision,
    Optional<ApplicationVersion> last,
    Optional<ApplicationVersion> issued) {

  /** The revision of an app that nobody heard of: its first change makes it 0. */
  private static final long NONE = -1;

  /** An entry that is known after the commits, as the successor of the one before them. */
  ApplicationVersion after(Optional<ApplicationVersion> before, ApplicationVersion entry) {
    long earlier = before.map(ApplicationVersion::revision).orElse(NONE);
    return entry.atLeast(highest, Math.max(revision, sum(earlier, changes)));
  }

  /** The sum, or 2^63-1 if that is less. */
  static long sum(long revision, long changes) {
    return revision > Long.MAX_VALUE - changes ? Long.MAX_VALUE : revision + changes;
  }
}
