package org.versionservice.storage.git;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.storage.VersionStorage;
import org.versionservice.storage.VersionStorageContract;

/** Runs the contract of {@code VersionStorage} on a local Git repository. */
class GitStorageTest extends VersionStorageContract {

  @TempDir Path directory;

  @Override
  protected VersionStorage open() {
    return Stores.open(Stores.localOnly(directory));
  }

  @Override
  protected void close(VersionStorage opened) {
    ((GitStorage) opened).close();
  }
}
