package org.versionservice.storage.git.commit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Says when to leave the remote to other replicas, and for how long.
 *
 * <p>Whoever pushed last is the first to know the newest head, so under load it would be the
 * fastest again and again, and the others would send all they have in vain. So a replica that
 * pushes without a break gives it up now and then: every second while others are there, and ever
 * more rarely while nobody takes the chance. Whoever waits pushes once the branch has stood still
 * for a while.
 *
 * <p>Nothing depends on it but speed and fairness: who was first is decided by the remote's branch.
 * Used by one thread at a time.
 */
public final class PushFairness {

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Who waits during a pause are then fewer than one in a hundred. */
  private static final Duration LONGEST = Duration.ofSeconds(16);

  /** How many pushes to wait for right after an own turn; one less each second. */
  private static final double MODESTY = 3;

  private static final Duration SHORTEST_LOOK = Duration.ofMillis(20);

  private final Clock steady;
  private final RandomGenerator random;
  private Instant began = Instant.EPOCH;
  private Instant ended = Instant.EPOCH;
  private Instant gaveUp = Instant.EPOCH;
  private Duration length = LONGEST;
  private Duration push = Duration.ZERO;

  public PushFairness(Clock steady, RandomGenerator random) {
    this.steady = steady;
    this.random = random;
  }

  /** Notes that a batch was pushed or overtaken, and how long that took. */
  void pushed(Duration took) {
    push = took;
    ended = steady.instant();
  }

  /** Returns whether the others could not push for long enough; a turn begins after each break. */
  boolean isOver() {
    Instant now = steady.instant();
    if (now.isAfter(ended.plus(push.multipliedBy(2)))) {
      began = now;
    }
    return !now.isBefore(began.plus(length));
  }

  /** Notes that another replica pushed. */
  void sawRivals() {
    length = SHORTEST;
  }

  /** Begins a turn, a longer one than the last if nobody else took the chance to push. */
  void begin(boolean sawRivals) {
    began = steady.instant();
    Duration longer = length.multipliedBy(2);
    length = sawRivals ? SHORTEST : longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
  }

  /**
   * Gives the turn up.
   *
   * @return how long to leave the remote alone: enough to look twice, to fetch and to push
   */
  Duration giveUp() {
    gaveUp = steady.instant();
    return length.equals(SHORTEST) ? times(5, 6) : times(3, 4);
  }

  /**
   * How long the branch has to stand still before it may be taken for free: about a push, and
   * longer for one whose own turn was just before, so that those who had none are first.
   */
  Duration look() {
    double ago = (double) Duration.between(gaveUp, steady.instant()).toMillis();
    double least = Math.max(1, MODESTY - ago / SHORTEST.toMillis());
    Duration look = times(least, least + 0.7);
    return look.compareTo(SHORTEST_LOOK) > 0 ? look : SHORTEST_LOOK;
  }

  private Duration times(double least, double most) {
    return Duration.ofNanos((long) (push.toNanos() * random.nextDouble(least, most)));
  }
}
