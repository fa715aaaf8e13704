package org.versionservice.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.versionservice.proof.MovedClock;

/** Tests that many refusals lead to few lines, and do not hide those of other addresses. */
class RefusalLogTest {

  private final MovedClock clock = new MovedClock();
  private final List<String> lines = new ArrayList<>();
  private final RefusalLog log = new RefusalLog(clock, lines::add);

  @Test
  void add_ofOneAddress_isLogged_andThenSummarized() {
    for (int i = 0; i < 5_000; i++) {
      log.add("10.0.0.1", i % 2 == 0 ? 401 : 403, "refused " + i);
    }
    log.add("10.0.0.2", 401, "refused another");
    assertThat(lines).hasSize(RefusalLog.MAX_LINES + 1).endsWith("refused 9", "refused another");
    clock.move(RefusalLog.WINDOW);
    log.flush();
    assertThat(lines.get(lines.size() - 1))
        .isEqualTo("refused more from 10.0.0.1, times by status: {401=2495, 403=2495}");
    log.add("10.0.0.1", 401, "refused again");
    assertThat(lines).endsWith("refused again");
  }

  @Test
  void add_ofManyAddresses_isBounded() {
    for (int i = 0; i < 100_000; i++) {
      log.add("address " + i, 429, "refused " + i);
    }
    log.summarise();
    assertThat(lines)
        .hasSize(RefusalLog.MAX_ADDRESSES + 1)
        .endsWith("refused more from other addresses, times by status: {429=99900}");
  }
}
