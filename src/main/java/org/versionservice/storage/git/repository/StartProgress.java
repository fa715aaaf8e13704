package org.versionservice.storage.git.repository;

import static java.lang.System.Logger.Level.INFO;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Logs how far a long start is, every {@code INTERVAL}. Thread-safe. */
public final class StartProgress {

  private static final System.Logger LOG = System.getLogger(StartProgress.class.getName());

  static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Clock steady;
  private Instant next;
  private volatile boolean ended;

  /** Begins a start. */
  StartProgress(Clock steady) {
    this.steady = steady;
    this.next = steady.instant().plus(INTERVAL);
  }

  /**
   * Logs how much of one part of the start is done, if the last line is old enough.
   *
   * @param part what is counted, for people
   * @param all the number at the end of this part; 0 if it is not known
   */
  void report(String part, int done, int all) {
    if (!ended && isDue()) {
      String of = all == 0 ? "" : " of " + all;
      LOG.log(INFO, "starting: " + done + of + " " + part);
    }
  }

  private synchronized boolean isDue() {
    Instant now = steady.instant();
    boolean due = !now.isBefore(next);
    if (due) {
      next = now.plus(INTERVAL);
    }
    return due;
  }

  /** Ends the start: what is read later is not logged. */
  public void end() {
    ended = true;
  }
}
