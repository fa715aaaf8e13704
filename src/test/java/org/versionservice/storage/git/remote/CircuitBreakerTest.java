package org.versionservice.storage.git.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.versionservice.proof.MovedClock;
import org.versionservice.storage.git.remote.RemoteException.Kind;

/** The breaker spares a failing remote, but no longer than needed. */
class CircuitBreakerTest {

  private final MovedClock clock = new MovedClock();
  private final CircuitBreaker breaker = new CircuitBreaker(clock, new Random(1));

  @Test
  void failures_inARow_areFollowedByLongerAndLongerPauses() {
    assertThat(pauseAfter(Kind.UNREACHABLE)).isLessThan(Duration.ofSeconds(2));
    for (int i = 0; i < 8; i++) {
      pauseAfter(Kind.UNREACHABLE);
    }
    assertThat(pauseAfter(Kind.UNREACHABLE))
        .isBetween(Duration.ofSeconds(11), Duration.ofSeconds(19));
    breaker.succeeded();
    assertThat(pauseAfter(Kind.UNREACHABLE)).isLessThan(Duration.ofSeconds(2));
  }

  /** Like the failures of a push that is repeated until its outcome is known. */
  @Test
  void failures_duringAPause_doNotMakeItLonger() {
    for (int i = 0; i < 20; i++) {
      breaker.failed(failure(Kind.UNKNOWN, Optional.empty()));
      clock.move(Duration.ofMillis(50));
    }
    assertThat(pauseAfter(Kind.UNREACHABLE)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void refusals_inARow_areFollowedByPausesOfMinutes() {
    assertThat(pauseAfter(Kind.REFUSED)).isBetween(Duration.ofSeconds(22), Duration.ofSeconds(38));
    for (int i = 0; i < 5; i++) {
      pauseAfter(Kind.REFUSED);
    }
    assertThat(pauseAfter(Kind.REFUSED)).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(7));
  }

  @Test
  void retryAfter_isHonoured_withinReason() {
    assertThat(pauseAfter(Optional.of(Duration.ofSeconds(90))))
        .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(91));
    breaker.failed(failure(Kind.UNREACHABLE, Optional.of(Duration.ofSeconds(90))));
    breaker.forgive();
    assertThat(breaker.allowsUrgentRequest()).isFalse();
    assertThat(breaker.isClosed()).isFalse();
    assertThat(pauseAfter(Optional.of(Duration.ofDays(9)))).isLessThan(Duration.ofMinutes(61));
  }

  @Test
  void forgive_closesWhatFailedDuringAnOutage_andNotWhatKeepsFailing() {
    for (int i = 0; i < 4; i++) {
      breaker.failed(failure(Kind.UNKNOWN, Optional.empty()));
      breaker.forgive();
      assertThat(breaker.isClosed()).isTrue();
      assertThat(breaker.lastReason()).isPresent();
    }
    breaker.failed(failure(Kind.UNKNOWN, Optional.empty()));
    breaker.forgive();
    assertThat(breaker.isClosed()).isFalse();
    breaker.succeeded();
    breaker.failed(failure(Kind.REFUSED, Optional.empty()));
    breaker.forgive();
    assertThat(breaker.isClosed()).isFalse();
  }

  private Duration pauseAfter(Kind kind) {
    return pauseAfter(failure(kind, Optional.empty()));
  }

  private Duration pauseAfter(Optional<Duration> retryAfter) {
    return pauseAfter(failure(Kind.UNREACHABLE, retryAfter));
  }

  private Duration pauseAfter(RemoteException failure) {
    breaker.failed(failure);
    Instant start = clock.instant();
    while (!breaker.allowsRequest()) {
      clock.move(Duration.ofMillis(100));
    }
    return Duration.between(start, clock.instant());
  }

  private static RemoteException failure(Kind kind, Optional<Duration> retryAfter) {
    return new RemoteException(kind, "no", retryAfter, null);
  }
}
