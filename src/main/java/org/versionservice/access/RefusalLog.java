package org.versionservice.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Logs refused requests in a bounded number of lines: for each address the first ones in a minute,
 * then a count. A flood must neither fill the disk nor hide other refusals.
 */
final class RefusalLog {

  static final Duration WINDOW = Duration.ofMinutes(1);

  /** The maximum of lines per address and minute. */
  static final int MAX_LINES = 10;

  /** The maximum of addresses with lines of their own per minute; one line counts all others. */
  static final int MAX_ADDRESSES = 100;

  private static final String OTHERS = "other addresses";

  private final Clock clock;
  private final Consumer<String> lines;
  private final Map<String, Window> windows = new LinkedHashMap<>();
  private Instant began;

  private static final class Window {
    private final Map<Integer, Integer> counted = new TreeMap<>();
    private int logged;
  }

  RefusalLog(Clock clock, Consumer<String> lines) {
    this.clock = clock;
    this.lines = lines;
    this.began = clock.instant();
  }

  /**
   * Logs a refusal, or counts it if there were too many.
   *
   * @param group the address or network to count for
   */
  synchronized void add(String group, int status, String line) {
    flush();
    boolean known = windows.containsKey(group) || windows.size() < MAX_ADDRESSES;
    Window window = windows.computeIfAbsent(known ? group : OTHERS, key -> new Window());
    if (known && window.logged < MAX_LINES) {
      window.logged++;
      lines.accept(line);
    } else {
      window.counted.merge(status, 1, Integer::sum);
    }
  }

  /** Logs the counts of the last minute if it is over. */
  synchronized void flush() {
    if (Duration.between(began, clock.instant()).abs().compareTo(WINDOW) >= 0) {
      summarise();
    }
  }

  synchronized void summarise() {
    windows.forEach(
        (group, window) -> {
          if (!window.counted.isEmpty()) {
            lines.accept("refused more from " + group + ", times by status: " + window.counted);
          }
        });
    windows.clear();
    began = clock.instant();
  }
}
