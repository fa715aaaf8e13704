package org.versionservice.storage.git.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.storage.git.Stores;
import org.versionservice.version.ApplicationId;

class IsolatedSystemReaderTest {

  @TempDir Path directory;

  /** The garbage collection of JGit after a fetch would delete packs that are being written. */
  @Test
  void repository_isNeverCleanedUpByJGit() throws IOException {
    try (GitStorage storage = Stores.open(Stores.localOnly(directory))) {
      assertThat(storage.get(new ApplicationId("1-none"))).isEmpty();
    }
    try (Repository repository =
        new FileRepositoryBuilder().setGitDir(directory.resolve(".git").toFile()).build()) {
      assertThat(repository.getConfig().getInt("gc", "auto", 6700)).isZero();
      assertThat(repository.getConfig().getInt("gc", "autopacklimit", 50)).isZero();
    }
  }

  /** With a coarse one, a fetch reads the directory of the packs for each object. */
  @Test
  void timeResolution_isFine_whereTimesHaveFractions() {
    Stores.open(Stores.localOnly(directory)).close();
    assertThat(FS.getFileStoreAttributes(directory).getFsTimestampResolution())
        .isEqualTo(Duration.ofMillis(10));
  }
}
