package org.versionservice.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tells of requests that were refused, in a bounded number of lines: of each address the first ones
 * in a minute, and then how many there were. A flood must not fill the disk, nor hide the others.
 */
final class RefusalLog {

  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Lines of one address in a minute. */
  static final int MOST_LINES = 10;

  /** Addresses that are told apart in a minute; all others are summed up in one line. */
  static final int MOST_ADDRESSES = 100;

  private static final String OTHERS = "other addresses";

  private final Clock clock;
  private final Consumer<String> lines;
  private final Map<String, Window> windows = new LinkedHashMap<>();
  private Instant began;

  /** What one address did in a minute. */
  private static final class Window {
    private final Map<Integer, Integer> untold = new TreeMap<>();
    private int told;
  }

  /**
   * @param lines take each line
   */
  RefusalLog(Clock clock, Consumer<String> lines) {
    this.clock = clock;
    this.lines = lines;
    this.began = clock.instant();
  }

  /**
   * Tells of a refusal, or counts it.
   *
   * @param group the address, as it is counted
   * @param line what to say of it
   */
  synchronized void add(String group, int status, String line) {
    flush();
    boolean known = windows.containsKey(group) || windows.size() < MOST_ADDRESSES;
    Window window = windows.computeIfAbsent(known ? group : OTHERS, key -> new Window());
    if (known && window.told < MOST_LINES) {
      window.told++;
      lines.accept(line);
    } else {
      window.untold.merge(status, 1, Integer::sum);
    }
  }

  /** Sums up the last minute, once it is over. */
  synchronized void flush() {
    if (Duration.between(began, clock.instant()).abs().compareTo(WINDOW) >= 0) {
      summarise();
    }
  }

  /** Sums up what is not told yet. */
  synchronized void summarise() {
    windows.forEach(
        (group, window) -> {
          if (!window.untold.isEmpty()) {
            lines.accept("refused more from " + group + ", times by status: " + window.untold);
          }
        });
    windows.clear();
    began = clock.instant();
  }
}
