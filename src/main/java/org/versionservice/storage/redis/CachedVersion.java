package org.versionservice.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Registry;

/**
 * The entry of an app in Redis.
 *
 * <p>A deleted app keeps its last entry, marked as deleted. The revision in it rejects a late
 * writer that would restore the app, and shows other replicas that the deletion is newer than their
 * entry.
 *
 * @param last the app's entry; of a deleted app the last one
 * @param deleted whether the app is deleted
 */
public record CachedVersion(ApplicationVersion last, boolean deleted) {

  /** Returns the entry of an app in a state; empty for an unknown app. */
  public static Optional<CachedVersion> of(Registry registry, ApplicationId app) {
    return registry
        .find(app)
        .map(entry -> new CachedVersion(entry, false))
        .or(() -> registry.findDeleted(app).map(last -> new CachedVersion(last, true)));
  }

  /** Returns all entries of a state, also of deleted apps. */
  public static List<CachedVersion> all(Registry registry) {
    return Stream.concat(
            registry.all().stream().map(entry -> new CachedVersion(entry, false)),
            registry.allDeleted().stream().map(last -> new CachedVersion(last, true)))
        .toList();
  }

  /** Parses the text of {@link #toJson}; empty if it is not one. */
  public static Optional<CachedVersion> parse(ApplicationId app, String json) {
    return CachedVersionJson.parse(app, json.getBytes(UTF_8));
  }

  /** Returns the entry as Redis stores it. */
  public String toJson() {
    return CachedVersionJson.of(this);
  }

  public ApplicationId app() {
    return last.id();
  }

  public long revision() {
    return last.revision();
  }

  /** Returns the newer one of two entries of an app; the first if the revisions are equal. */
  public static CachedVersion newer(CachedVersion first, CachedVersion second) {
    return second.revision() > first.revision() ? second : first;
  }
}
