package org.versionservice.service;

import org.versionservice.storage.redis.CachedVersion;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Registry;

/**
 * An entry of the cache that is newer than the snapshot.
 *
 * @param seen how many comparisons with the remote had started when it was read
 */
record NewerVersion(CachedVersion version, long seen) {

  static final long NOT_KNOWN = -1;

  static long revision(Registry registry, ApplicationId app) {
    return CachedVersion.of(registry, app).map(CachedVersion::revision).orElse(NOT_KNOWN);
  }

  /** Returns the newer one of two entries of an app; of equal ones the one that was read first. */
  static NewerVersion later(NewerVersion old, NewerVersion now) {
    return now.version.revision() > old.version.revision() ? now : old;
  }

  /** Returns whether a registry has this entry or a newer one. */
  boolean isOvertaken(Registry registry) {
    return revision(registry, version.app()) >= version.revision();
  }

  /**
   * Returns whether the entry is obsolete: a registry has it, or shows that it was never true.
   *
   * @param ended the newest successful comparison before the registry was published
   */
  boolean isOver(Registry registry, long ended) {
    return ended > seen || isOvertaken(registry);
  }
}
