package org.versionservice.storage.redis;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Registry;

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

  /** What a state has of an app; empty if it never heard of it. */
  public static Optional<CachedVersion> of(Registry registry, ApplicationId app) {
    return registry
        .find(app)
        .map(entry -> new CachedVersion(entry, false))
        .or(() -> registry.findDeleted(app).map(last -> new CachedVersion(last, true)));
  }

  /** All that a state has, deleted apps included. */
  public static List<CachedVersion> all(Registry registry) {
    return Stream.concat(
            registry.all().stream().map(entry -> new CachedVersion(entry, false)),
            registry.allDeleted().stream().map(last -> new CachedVersion(last, true)))
        .toList();
  }

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
