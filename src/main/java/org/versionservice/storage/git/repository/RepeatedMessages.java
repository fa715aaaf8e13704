package org.versionservice.storage.git.repository;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Lets the same message into the log once a minute.
 *
 * <p>JGit looks again and again for the objects of a damaged pack while the pack is younger than
 * the file system's times are exact, and logs each time: thousands of stack traces in two seconds.
 */
final class RepeatedMessages implements Filter {

  /** Held here, because the log manager forgets a logger that nobody holds, and its filter. */
  private static final Logger PACKS =
      Logger.getLogger("org.eclipse.jgit.internal.storage.file.PackDirectory");

  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int MOST_REMEMBERED = 64;

  private final Map<String, Instant> logged = new LinkedHashMap<>();

  private RepeatedMessages() {}

  /** Bounds what JGit says of packs, unless somebody else filters it. */
  static void bound() {
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
    if (logged.size() >= MOST_REMEMBERED) {
      logged.clear();
    }
    logged.put(text, message.getInstant());
    return true;
  }
}
