package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Layout;
import org.versionservice.version.Registry;

/**
 * The files of a commit that hold the registry, and beside them those that people added, which the
 * service never changes. Immutable.
 */
public sealed interface RegistryFiles permits SingleFile, ProjectFiles {

  /** Returns the files of a commit that has none yet, in a root directory. */
  static RegistryFiles none(Directory root, Layout layout) {
    return switch (layout) {
      case SINGLE -> new SingleFile(root, StoredFile.NONE);
      case PROJECT -> ProjectFiles.none(root);
    };
  }

  Layout layout();

  /**
   * Changes the entries of apps, and adds the new objects to a batch.
   *
   * @param changed the apps whose entries differ from those of the registry
   * @param at the time of the change
   * @throws IOException if a file cannot be read
   */
  Changed with(Registry registry, Collection<ApplicationId> changed, Instant at, ObjectBatch batch)
      throws IOException;

  /**
   * Changed files.
   *
   * @param tree the root directory of the commit
   */
  record Changed(RegistryFiles files, ObjectId tree) {}
}
