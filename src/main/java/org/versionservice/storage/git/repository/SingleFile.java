package org.versionservice.storage.git.repository;

import java.time.Instant;
import java.util.Collection;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.api.model.Changed;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Layout;
import org.versionservice.version.Registry;

/**
 * The layout {@code single}: all entries are in {@code versions.json}.
 *
 * @param root the root directory
 */
record SingleFile(Directory root, StoredFile file) implements RegistryFiles {

  @Override
  public Layout layout() {
    return Layout.SINGLE;
  }

  @Override
  public Changed with(
      Registry registry, Collection<ApplicationId> changed, Instant at, ObjectBatch batch) {
    VersionsFile later = file.file().with(registry, changed, at);
    StoredFile stored = batch.add(file, later);
    Directory directory =
        root.with(VersionsFile.NAME, FileMode.REGULAR_FILE, stored.blob().orElseThrow());
    ObjectId tree = batch.add(Constants.OBJ_TREE, directory.content());
    return new Changed(new SingleFile(directory, stored), tree);
  }
}
