package org.versionservice.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.versionservice.proof.MovedClock;

/** Tests that a failed round does not end a task, and that missing rounds are detected. */
class BackgroundTaskTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MovedClock clock = new MovedClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final BackgroundTask task = new BackgroundTask("fetch", clock, MINUTE);

  @Test
  void run_ofARoundThatFails_throwsNothing_andSaysSoUntilOneGoesWell() {
    for (Throwable failure :
        new Throwable[] {
          new IllegalStateException(), new StackOverflowError(), new AssertionError()
        }) {
      assertThat(task.run(() -> sneak(failure))).isFalse();
      assertThat(task.failureReason())
          .contains("fetch fails with " + failure.getClass().getSimpleName());
    }
    assertThat(task.run(() -> {})).isTrue();
    assertThat(task.failureReason()).isEmpty();
  }

  @Test
  void trouble_namesATaskThatDoesNotRunAnyMore() {
    task.run(() -> {});
    clock.move(MINUTE);
    assertThat(task.failureReason()).isEmpty();
    clock.move(Duration.ofSeconds(1));
    assertThat(task.isSilent()).isTrue();
    assertThat(task.failureReason()).contains("fetch has not run since 2026-01-01T00:00:00Z");
    task.run(() -> {});
    assertThat(task.failureReason()).isEmpty();
  }

  @Test
  void trouble_namesATaskThatHangs_andNoSecondRoundRunsBesideIt() {
    task.run(
        () -> {
          clock.move(Duration.ofMinutes(9));
          assertThat(task.failureReason()).isEmpty();
          clock.move(Duration.ofMinutes(2));
          assertThat(task.run(() -> {})).isFalse();
          assertThat(task.isSilent()).isFalse();
          assertThat(task.failureReason()).contains("fetch runs since 2026-01-01T00:00:00Z");
        });
    assertThat(task.isSilent()).isTrue();
  }

  /** A program whose round runs out of memory. */
  static final class OutOfMemoryRound {

    private OutOfMemoryRound() {}

    public static void main(String[] arguments) {
      BackgroundTask task = new BackgroundTask("test", Clock.systemUTC(), MINUTE);
      task.run(() -> System.out.println(new long[64 << 20].length));
      System.exit(1);
    }
  }

  @Test
  void run_outOfMemory_endsTheProcess() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OutOfMemoryRound.class.getName())
            .inheritIO()
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(3);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }
}
