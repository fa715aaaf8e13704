package org.versionservice.storage.git.repository;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * A log filter that passes each message at most once a minute.
 *
 * <p>JGit searches a damaged pack repeatedly while the pack is younger than the resolution of the
 * file system's times, and logs each time: thousands of stack traces in two seconds.
 */
final class RepeatedMessages implements Filter {

  /** Keeps a reference: the log manager holds loggers, and so their filters, only weakly. */
  private static final Logger PACKS =
      Logger.getLogger("org.eclipse.jgit.internal.storage.file.PackDirectory");

  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int MAX_MESSAGES = 64;

  private final Map<String, Instant> logged = new LinkedHashMap<>();

  private RepeatedMessages() {}

  /** Filters the messages of JGit about packs, unless they have another filter. */
  static void install() {
    if (PACKS.getFilter() == null) {
      PACKS.setFilter(new RepeatedMessages());
    }
  }

  @Override
  public synchronized boolean isLoggable(LogRecord message) {
    String text = String.valueOf(message.getMessage());
    Instant last = logged.get(text);
    if (last != null && message.getInstant().isBefore(last.plus(PAUSE))) {
      return false;
    }
    if (logged.size() >= MAX_MESSAGES) {
      logged.clear();
    }
    logged.put(text, message.getInstant());
    return true;
  }
}
