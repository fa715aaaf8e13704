package org.versionservice.storage;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Work that a timer or a thread repeats while the service runs. A failed round is logged and does
 * not end the task; {@link #isSilent} detects that rounds stopped. Thread-safe.
 */
public final class BackgroundTask {

  private static final System.Logger LOG = System.getLogger(BackgroundTask.class.getName());

  /** Longer than any round waits for the network. */
  private static final Duration LONGEST_ROUND = Duration.ofMinutes(10);

  private final String name;
  private final Clock steady;
  private final Duration longestSilence;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile Instant began;
  private volatile Optional<Class<?>> failing = Optional.empty();

  /**
   * @param name a name for people
   * @param steady a clock that does not jump
   * @param longestSilence the maximum time between two rounds
   */
  public BackgroundTask(String name, Clock steady, Duration longestSilence) {
    this.name = name;
    this.steady = steady;
    this.longestSilence = longestSilence;
    began = steady.instant();
  }

  public String name() {
    return name;
  }

  /**
   * Runs a round, unless another one is running. Never throws: it logs a failure, and only the
   * first of consecutive failures of the same type.
   *
   * @return whether the round ran and succeeded
   */
  public boolean run(Runnable round) {
    if (!running.compareAndSet(false, true)) {
      return false;
    }
    try {
      began = steady.instant();
      round.run();
      recovered();
      return true;
    } catch (RuntimeException | Error failure) {
      failed(failure);
      return false;
    } finally {
      running.set(false);
    }
  }

  /** Returns whether no round is running and none has begun for too long. */
  public boolean isSilent() {
    return !running.get() && isLongAgo(longestSilence);
  }

  /** Returns a reason for people; empty if the task works. */
  public Optional<String> failureReason() {
    if (isSilent()) {
      return Optional.of(name + " has not run since " + since());
    }
    if (running.get() && isLongAgo(LONGEST_ROUND)) {
      return Optional.of(name + " runs since " + since());
    }
    return failing.map(type -> name + " fails with " + type.getSimpleName());
  }

  private boolean isLongAgo(Duration time) {
    return steady.instant().isAfter(began.plus(time));
  }

  private Instant since() {
    return began.truncatedTo(ChronoUnit.SECONDS);
  }

  private void recovered() {
    if (failing.isPresent()) {
      failing = Optional.empty();
      LOG.log(INFO, "{0} runs again", name);
    }
  }

  private void failed(Throwable failure) {
    OutOfMemory.endProcessOn(failure);
    Optional<Class<?>> before = failing;
    failing = Optional.of(failure.getClass());
    if (!failing.equals(before)) {
      log(name, failure);
    }
  }

  /**
   * Logs a failure of repeated work: a fault of the storage in one line, a defect with its trace.
   */
  public static void log(String name, Throwable failure) {
    OutOfMemory.endProcessOn(failure);
    if (failure instanceof StorageException) {
      LOG.log(WARNING, "{0}: {1}", name, failure.getMessage());
    } else {
      LOG.log(ERROR, name + " met a defect, and goes on", failure);
    }
  }
}
