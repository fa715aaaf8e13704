package org.versionservice.storage.git.commit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.versionservice.storage.Backoff;

/**
 * Decides when to leave the remote to other replicas, and for how long. For one thread at a time.
 *
 * <p>The replica that pushed last knows the newest head first, so under load it would win every
 * time and the others would push in vain. So a replica that pushes without a break pauses: every
 * second while others push, and more rarely while none does. A waiting replica pushes after the
 * branch has not moved for a while.
 *
 * <p>Only speed and fairness depend on this. The branch of the remote decides which replica was
 * first.
 */
public final class PushFairness {

  /** Another replica that waits needs two quiet times, a fetch and a push. */
  private static final int PUSHES_OF_A_BREAK = 5;

  private static final Duration MIN_TURN = Duration.ofSeconds(1);

  /** The first turn, as long as no other replica was seen. */
  private static final Duration FIRST_TURN = Duration.ofSeconds(8);

  /**
   * With pushes of up to 50 ms, the pauses then take less than a hundredth of the time; with slower
   * pushes they take more.
   */
  private static final Duration MAX_TURN = Duration.ofSeconds(32);

  /** How many pushes to wait for right after an own turn; one less each second. */
  private static final double MAX_PUSHES_TO_WAIT_FOR = 4;

  /** Replicas do not look more often than this, however fast pushes are. */
  private static final Duration MIN_PUSH = Duration.ofMillis(20);

  private final Clock steady;
  private final RandomGenerator random;
  private Instant turnBegan = Instant.EPOCH;
  private Instant lastPush = Instant.EPOCH;
  private Instant turnEnded = Instant.EPOCH;
  private Duration length = FIRST_TURN;
  private Duration push = MIN_PUSH;

  public PushFairness(Clock steady, RandomGenerator random) {
    this.steady = steady;
    this.random = random;
  }

  /** Records that a batch was pushed or overtaken, and how long that took. */
  void pushed(Duration took) {
    Instant began = steady.instant().minus(took);
    if (isBreak(began)) {
      turnBegan = began;
    }
    push = Collections.max(List.of(took, MIN_PUSH));
    lastPush = steady.instant();
  }

  /** Returns whether others could not push for a whole turn. A turn begins after each break. */
  boolean isOver() {
    Instant now = steady.instant();
    return !isBreak(now) && !now.isBefore(turnBegan.plus(length));
  }

  private boolean isBreak(Instant end) {
    return end.isAfter(lastPush.plus(push.multipliedBy(PUSHES_OF_A_BREAK)));
  }

  /** Returns whether the last push is so long ago that this replica is not under load. */
  boolean isRested() {
    return steady.instant().isAfter(lastPush.plus(push.multipliedBy(2)));
  }

  void sawOthers() {
    length = MIN_TURN;
  }

  /** Begins a turn, twice as long as the last one if no other replica pushed in between. */
  void begin(boolean sawOthers) {
    turnBegan = steady.instant();
    length = sawOthers ? MIN_TURN : Backoff.doubled(length, MAX_TURN);
  }

  /** Ends the turn and returns how long to leave the remote alone. */
  Duration endTurn() {
    turnEnded = steady.instant();
    return times(PUSHES_OF_A_BREAK, PUSHES_OF_A_BREAK + 1);
  }

  /**
   * Returns how long the branch must not move before this replica pushes: about one push. It is
   * longer after an own turn, so that replicas without one go first.
   */
  Duration quietTime() {
    double ago = (double) Duration.between(turnEnded, steady.instant()).toMillis();
    double least = Math.max(1, MAX_PUSHES_TO_WAIT_FOR - ago / MIN_TURN.toMillis());
    return times(least, least + 0.7);
  }

  private Duration times(double least, double most) {
    return Duration.ofNanos((long) (push.toNanos() * random.nextDouble(least, most)));
  }
}
