package org.versionservice.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.versionservice.proof.MovedClock;

/** Tests that each principal has a limit of its own. */
class RateLimitTest {

  private static final String CI = "ci";

  private final MovedClock clock = new MovedClock();
  private final RateLimit limit = new RateLimit(5, clock);

  @Test
  void take_ofTenSecondsAtOnce_isGranted_andNoMore() {
    assertThat(granted(CI, 60)).isEqualTo(50);
    assertThat(limit.take(CI)).isEqualTo(Duration.ofMillis(200));
    assertThat(limit.take("other")).isZero();
  }

  @Test
  void take_afterAWhile_isGrantedAsOftenAsTheWhileIsLong() {
    granted(CI, 50);
    clock.move(Duration.ofMillis(199));
    assertThat(granted(CI, 3)).isZero();
    clock.move(Duration.ofMillis(1));
    assertThat(granted(CI, 3)).isEqualTo(1);
    clock.move(Duration.ofSeconds(2));
    assertThat(granted(CI, 30)).isEqualTo(10);
    clock.move(Duration.ofDays(1));
    assertThat(granted(CI, 100)).isEqualTo(50);
  }

  @Test
  void take_whenTheClockJumpsBack_takesNothingAway() {
    granted(CI, 45);
    clock.move(Duration.ofHours(-1));
    assertThat(granted(CI, 10)).isEqualTo(5);
    clock.move(Duration.ofSeconds(1));
    assertThat(granted(CI, 10)).isEqualTo(5);
  }

  /** A caller does not get rid of its limit by requests under many other names. */
  @Test
  void take_besideMoreCallersThanAreRemembered_doesNotForgetTheBusiest() {
    long granted = granted(CI, 60);
    for (int i = 0; i < 5 * RateLimit.MAX_CALLERS; i++) {
      limit.take("other" + i);
      granted += i % 100 == 0 ? granted(CI, 1) : 0;
    }
    assertThat(granted).isEqualTo(50);
  }

  private long granted(String caller, int asked) {
    return IntStream.range(0, asked).filter(i -> limit.take(caller).isZero()).count();
  }
}
