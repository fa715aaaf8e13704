package org.versionservice.micro;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Formats the log for {@code java -jar}: the service's own messages, and of the server only the
 * root cause of a failed start, one line each.
 */
public final class ConsoleFormat extends Formatter {

  private static final String OWN = "org.versionservice.";

  private String last = "";

  @Override
  public synchronized String format(LogRecord event) {
    boolean own = event.getLoggerName() != null && event.getLoggerName().startsWith(OWN);
    if (!own && event.getLevel().intValue() < Level.SEVERE.intValue()) {
      return "";
    }
    String line =
        own
            ? formatMessage(event) + trace(event.getThrown())
            : rootCause(event.getThrown(), formatMessage(event));
    if (line.equals(last)) {
      return "";
    }
    last = line;
    return "%1$tT %2$s %3$s%n".formatted(event.getMillis(), event.getLevel(), line);
  }

  private static String trace(@Nullable Throwable thrown) {
    if (thrown == null) {
      return "";
    }
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    return System.lineSeparator() + trace;
  }

  private static String rootCause(@Nullable Throwable thrown, String otherwise) {
    Throwable cause = thrown;
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause == null || cause.getMessage() == null ? otherwise : cause.getMessage();
  }
}
