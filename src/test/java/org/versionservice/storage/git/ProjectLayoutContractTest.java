package org.versionservice.storage.git;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.storage.VersionStorage;
import org.versionservice.storage.VersionStorageContract;
import org.versionservice.version.Layout;

/** Runs the same contract in the layout {@code project}. */
class ProjectLayoutContractTest extends VersionStorageContract {

  @TempDir Path directory;

  @Override
  protected VersionStorage open() {
    return Stores.open(Stores.withLayout(Stores.localOnly(directory), Layout.PROJECT));
  }

  @Override
  protected void close(VersionStorage opened) {
    ((GitStorage) opened).close();
  }
}
