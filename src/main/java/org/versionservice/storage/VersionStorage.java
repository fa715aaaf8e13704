package org.versionservice.storage;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.ProjectId;

/**
 * A thread-safe store of the versions of apps.
 *
 * <p>An absent app is a normal result; a store that is unavailable throws {@link StorageException}.
 */
public interface VersionStorage {

  /** Returns the entry of an app; empty if it has none. */
  Optional<ApplicationVersion> get(ApplicationId app);

  /**
   * Stores an entry, unless the store has the same or a later revision of the app: a late writer
   * cannot restore an old value.
   */
  void set(ApplicationVersion entry);

  /** Returns all entries, sorted by app-id. */
  List<ApplicationVersion> list();

  /** Returns the entries of a project, sorted by app-id; empty for an unknown project. */
  List<ApplicationVersion> list(ProjectId project);

  /**
   * Removes the entry of an app.
   *
   * @return whether it existed
   */
  boolean delete(ApplicationId app);

  /** Checks the store and returns its health; never throws. */
  StorageHealth health();

  /**
   * Rebuilds a cache from the source of truth.
   *
   * @param truth all correct entries, in any order; a store that is itself the source of truth
   *     ignores them and reads its data again
   */
  void rebuildCache(Collection<ApplicationVersion> truth);
}
