package org.versionservice.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the promises of services that share a writer lease: {@code mvn -Ptorture verify -Dtest=none
 * -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=TortureIT}.
 */
@Tag("torture")
class TortureIT {

  private static final int CALLERS = Integer.getInteger("torture.callers", 256);
  private static final int MANY = Integer.getInteger("torture.changes", 20_000);
  private static final int OF_EACH_KIND = Integer.getInteger("torture.incidents", 3);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void threeServices_withAWriterLease_keepAllPromises() {
    TorturePlan plan =
        TorturePlan.threeServices(
            CALLERS, MANY, OF_EACH_KIND, OF_EACH_KIND, OF_EACH_KIND, Duration.ofHours(1));
    assertThat(TortureTest.torture(plan, directory).forwarded()).isPositive();
  }
}
