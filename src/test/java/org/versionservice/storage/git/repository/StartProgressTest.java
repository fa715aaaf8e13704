package org.versionservice.storage.git.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.versionservice.proof.LogLines;
import org.versionservice.proof.MovedClock;

class StartProgressTest {

  private final MovedClock clock = new MovedClock();
  private final StartProgress progress = new StartProgress(clock);

  @Test
  void report_inALongStart_logsALineEachFiveSeconds() {
    try (LogLines log = new LogLines(StartProgress.class)) {
      for (int done = 1; done <= 12_000; done++) {
        clock.move(Duration.ofMillis(1));
        progress.report("commits read", done, 20_000);
      }
      assertThat(log.lines())
          .containsExactly(
              "INFO starting: 5000 of 20000 commits read",
              "INFO starting: 10000 of 20000 commits read");
    }
  }

  @Test
  void report_ofAnUnknownTotal_logsWhatIsDone() {
    clock.move(StartProgress.INTERVAL);
    try (LogLines log = new LogLines(StartProgress.class)) {
      progress.report("commits checked", 7, 0);
      assertThat(log.lines()).containsExactly("INFO starting: 7 commits checked");
    }
  }

  @Test
  void report_afterTheStart_logsNothing() {
    progress.end();
    clock.move(StartProgress.INTERVAL);
    try (LogLines log = new LogLines(StartProgress.class)) {
      progress.report("commits checked", 7, 0);
      assertThat(log.lines()).isEmpty();
    }
  }
}
