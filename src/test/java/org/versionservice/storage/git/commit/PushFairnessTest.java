package org.versionservice.storage.git.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.versionservice.proof.MovedClock;

/** A replica waits for others only if there are some, and only as long as fairness needs. */
class PushFairnessTest {

  private static final Duration PUSH = Duration.ofMillis(100);

  private final MovedClock clock = new MovedClock();
  private final PushFairness fairness = new PushFairness(clock, new Random(1));

  @Test
  void isOver_afterASecondWithoutABreak_asLongAsOthersAreThere() {
    fairness.sawOthers();
    for (int i = 0; i < 5; i++) {
      assertThat(turn()).isEqualTo(Duration.ofSeconds(1));
      fairness.begin(true);
    }
  }

  @Test
  void isOver_whileNobodyElsePushes_isEverMoreRarely() {
    assertThat(turn()).isEqualTo(Duration.ofSeconds(8));
    Duration before = Duration.ZERO;
    for (int i = 0; i < 8; i++) {
      Duration turn = turn();
      assertThat(turn)
          .isGreaterThanOrEqualTo(before)
          .isLessThanOrEqualTo(Duration.ofSeconds(32).plus(PUSH));
      before = turn;
      fairness.begin(false);
    }
    assertThat(before).isGreaterThanOrEqualTo(Duration.ofSeconds(32));
    fairness.begin(true);
    assertThat(turn()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void isOver_afterABreak_isNot() {
    turn();
    assertThat(fairness.isOver()).isTrue();
    clock.move(PUSH.multipliedBy(5));
    assertThat(fairness.isOver()).isTrue();
    clock.move(Duration.ofMillis(1));
    assertThat(fairness.isOver()).isFalse();
  }

  @Test
  void turn_afterAWaitForOthers_beginsWithTheFirstPush() {
    fairness.sawOthers();
    fairness.begin(true);
    clock.move(Duration.ofSeconds(2));
    push(PUSH);
    assertThat(fairness.isOver()).isFalse();
    assertThat(turn()).isEqualTo(Duration.ofSeconds(1).minus(PUSH));
  }

  @Test
  void look_ofOneThatHadATurnJustNow_isLonger() {
    push(Duration.ofSeconds(1));
    for (int i = 0; i < 100; i++) {
      assertThat(fairness.quietTime()).isBetween(PUSH, PUSH.multipliedBy(2));
      assertThat(fairness.endTurn()).isBetween(PUSH.multipliedBy(5), PUSH.multipliedBy(6));
      assertThat(fairness.quietTime()).isGreaterThan(PUSH.multipliedBy(2));
      clock.move(Duration.ofSeconds(3));
    }
  }

  @Test
  void endTurn_afterFastPushes_leavesOthersTimeToLook() {
    fairness.pushed(Duration.ofMillis(2));
    assertThat(fairness.quietTime()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    assertThat(fairness.endTurn()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
  }

  /** Pushes until the turn is over and returns how long that took. */
  private Duration turn() {
    Instant start = clock.instant();
    while (!fairness.isOver()) {
      push(PUSH);
    }
    return Duration.between(start, clock.instant());
  }

  private void push(Duration until) {
    clock.move(until);
    fairness.pushed(PUSH);
  }
}
