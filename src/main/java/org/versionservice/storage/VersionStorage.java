package org.versionservice.storage;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.ProjectId;

/**
 * A store of the apps' versions. All methods may be called by several threads at once.
 *
 * <p>An app that is absent is an expected answer; a store that cannot answer throws {@link
 * StorageException}.
 */
public interface VersionStorage {

  /** The entry of an app, empty if it has none. */
  Optional<ApplicationVersion> get(ApplicationId app);

  /**
   * Stores an entry, unless the store already has one of that app with the same revision or a later
   * one: a late writer cannot put an old value back.
   */
  void set(ApplicationVersion entry);

  /** All entries, sorted by app-id. */
  List<ApplicationVersion> list();

  /** The entries of one project, sorted by app-id; none if the project is not known. */
  List<ApplicationVersion> list(ProjectId project);

  /**
   * Removes the entry of an app.
   *
   * @return whether there was one
   */
  boolean delete(ApplicationId app);

  /** How the store is; asks it, and never throws. */
  StorageHealth health();

  /**
   * Makes what the store answers from memory agree with the truth.
   *
   * @param truth all entries as they should be, in any order; a store that is the source of truth
   *     itself reads it anew instead
   */
  void rebuildCache(Collection<ApplicationVersion> truth);
}
