package org.versionservice.storage.redis;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;

/**
 * The one who uses a cache: it knows the truth up to some moment, and learns from the cache what
 * others have made since. All methods may be called by several threads at once.
 */
public interface CacheConsumer {

  /**
   * What takes the place of an entry that was never true.
   *
   * @param wrong the entry, which Redis may still have
   * @param truth what the repository has instead; empty if there never was such an app
   */
  record Correction(CachedVersion wrong, Optional<CachedVersion> truth) {}

  /**
   * All that is known to be true, deleted apps included. What the cache is told cannot be taken
   * back, so it is empty while there is anything that may yet change, or nothing is known.
   */
  Optional<List<CachedVersion>> truth();

  /** The newest entries of all apps that are there, from wherever; none before any is loaded. */
  List<ApplicationVersion> there();

  /** The newest revision of an app that is known here, from wherever; negative if none is. */
  long revision(ApplicationId app);

  /** Takes note of entries that the cache has, and that were newer than what is known here. */
  void see(Collection<CachedVersion> others);

  /** Forgets what the truth has overtaken, or turned out not to have. */
  void review();

  /** Takes the entries that turned out to be wrong; each is told once. */
  List<Correction> corrections();
}
