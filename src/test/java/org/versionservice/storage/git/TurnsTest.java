package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A replica waits for others only if there are others, and as long as it takes to be fair. */
class TurnsTest {

  private static final Duration PUSH = Duration.ofMillis(100);

  private Instant now = Instant.EPOCH;
  private final Turns turns =
      new Turns(
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneOffset getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
              return this;
            }
          },
          new Random(1));

  @Test
  void pause_ofTheOnlyReplica_isNone() {
    turns.made(64, PUSH);
    turns.made(64, PUSH);
    assertThat(turns.hasRivals()).isFalse();
    assertThat(turns.pause()).isZero();
  }

  @Test
  void pause_whileOthersWrite_isAboutAPush() {
    turns.made(10, PUSH);
    turns.othersMade(15);
    assertThat(turns.pause()).isBetween(PUSH.dividedBy(2), PUSH.multipliedBy(3).dividedBy(2));
  }

  @Test
  void pause_ofOneThatMakesNearlyAll_growsUpToABound() {
    for (int i = 0; i < 20; i++) {
      turns.othersMade(1);
      turns.made(20, PUSH);
    }
    assertThat(turns.pause()).isBetween(PUSH.multipliedBy(4), PUSH.multipliedBy(12));
  }

  @Test
  void pause_ofOneThatMakesNextToNothing_shrinks() {
    for (int i = 0; i < 20; i++) {
      turns.othersMade(50);
      turns.made(1, PUSH);
    }
    turns.othersMade(1);
    assertThat(turns.pause()).isLessThan(PUSH.dividedBy(2));
  }

  @Test
  void pause_onceTheOthersAreSilent_isNone() {
    turns.made(10, PUSH);
    turns.othersMade(15);
    now = now.plusSeconds(10);
    assertThat(turns.hasRivals()).isFalse();
    assertThat(turns.pause()).isZero();
  }
}
