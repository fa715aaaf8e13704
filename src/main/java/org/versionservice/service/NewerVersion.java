package org.versionservice.service;

import org.versionservice.storage.redis.CachedVersion;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Registry;

/**
 * An entry that is newer than the snapshot, as the cache has it.
 *
 * @param seen how many comparisons with the remote had begun when it came
 */
record NewerVersion(CachedVersion version, long seen) {

  /** The revision of an app that nobody heard of. */
  static final long NOT_KNOWN = -1;

  /** The revision that a state has of an app. */
  static long revision(Registry registry, ApplicationId app) {
    return CachedVersion.of(registry, app).map(CachedVersion::revision).orElse(NOT_KNOWN);
  }

  /** The one of two of the same app that is newer; of equal ones the one that was seen first. */
  static NewerVersion later(NewerVersion old, NewerVersion now) {
    return now.version.revision() > old.version.revision() ? now : old;
  }

  /** Returns whether a state has it, or has something newer. */
  boolean isOvertaken(Registry registry) {
    return revision(registry, version.app()) >= version.revision();
  }

  /**
   * Returns whether it is of no use any more: a state has it, or shows that it was never true.
   *
   * @param ended the newest comparison that ended well, not later than the state was published
   */
  boolean isOver(Registry registry, long ended) {
    return ended > seen || isOvertaken(registry);
  }
}
