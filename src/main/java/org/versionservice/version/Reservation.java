package org.versionservice.version;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A version that was handed out before its build was known to succeed.
 *
 * @param state what became of it
 * @param time while it is open, the time when it expires; otherwise the time when it was settled
 * @param sha the source commit that it was reserved for
 */
public record Reservation(
    SemanticVersion version, State state, Instant time, Optional<SourceSha> sha) {

  /** How long an expired reservation can still be confirmed, and a settled one is remembered. */
  public static final Duration GRACE = Duration.ofDays(7);

  /** What became of a reservation; each state prevails over those before it. */
  public enum State {
    OPEN,
    ABORTED,
    CONFIRMED
  }

  /** Returns an open reservation. */
  static Reservation until(SemanticVersion version, Instant until, Optional<SourceSha> sha) {
    return new Reservation(version, State.OPEN, until, sha);
  }

  /** Returns this reservation, settled at a time. */
  Reservation settled(State settled, Instant at) {
    return new Reservation(version, settled, at, Optional.empty());
  }

  /** Returns whether the version still counts as kept. */
  boolean isKept(Instant at) {
    return state == State.OPEN && time.isAfter(at);
  }

  /** Returns whether it is forgotten: it expired or was settled too long ago. */
  boolean isGone(Instant at) {
    return !time.plus(GRACE).isAfter(at);
  }

  /** Returns whether the reservation is open, or expired and not gone. */
  boolean isOpen(Instant at) {
    return state == State.OPEN && !isGone(at);
  }

  /**
   * Returns what two sources tell about one reservation together: the later state, the longest time
   * of an open one, and the first settlement.
   */
  Reservation and(Reservation other) {
    if (state != other.state) {
      return state.compareTo(other.state) > 0 ? this : other;
    }
    boolean later = time.isAfter(other.time);
    return later == (state == State.OPEN) ? this : other;
  }
}
