package org.versionservice.storage.redis;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;

/**
 * The user of a cache: it knows the truth up to some moment, and learns newer entries of other
 * replicas from the cache. Thread-safe.
 */
public interface CacheConsumer {

  /**
   * The replacement of an entry that was never true.
   *
   * @param wrong the entry, which Redis may still have
   * @param truth the entry in the repository; empty if the app never existed
   */
  record Correction(CachedVersion wrong, Optional<CachedVersion> truth) {}

  /**
   * Returns all entries, also of deleted apps, if they are final and loaded. Otherwise it is empty,
   * because an entry in the cache cannot be withdrawn.
   */
  Optional<List<CachedVersion>> truth();

  /** Returns the newest known entries of all live apps, from any source; empty until loaded. */
  List<ApplicationVersion> there();

  /** Returns the newest known revision of an app, from any source; negative if there is none. */
  long revision(ApplicationId app);

  /** Receives entries of the cache that are newer than the known ones. */
  void see(Collection<CachedVersion> others);

  /** Drops received entries that the truth has superseded or disproved. */
  void review();

  /** Returns the entries that proved wrong since the last call. */
  List<Correction> corrections();
}
