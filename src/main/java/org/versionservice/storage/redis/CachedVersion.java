package org.versionservice.storage.redis;

import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;

/**
 * What Redis keeps of one app.
 *
 * <p>Of a deleted app its last entry is kept and marked, instead of no key at all: the revision
 * that stands in it is what turns away a late writer that would bring the app back, and what tells
 * the other replicas that the deletion is newer than what they have.
 *
 * @param last the app's entry; of a deleted app the last one
 * @param deleted whether the app is not there any more
 */
public record CachedVersion(ApplicationVersion last, boolean deleted) {

  public ApplicationId app() {
    return last.id();
  }

  public long revision() {
    return last.revision();
  }

  /** Tells which of two of the same app is the newer one; of equal ones the first. */
  public static CachedVersion newer(CachedVersion first, CachedVersion second) {
    return second.revision() > first.revision() ? second : first;
  }
}
