package org.versionservice.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a log may repeat of a request: nothing that breaks a line, and nothing like a secret. */
final class LogText {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE");

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]{0,193}");

  /** The service's tokens, and what is as long as a password or a hash and no more. */
  private static final Pattern SECRET = Pattern.compile("vs_.*|[A-Za-z0-9_]{32,}");

  private static final int MOST_SEGMENTS = 6;

  private LogText() {}

  /** The method and the path; an asterisk stands for what is left out, and there is no query. */
  static String call(HttpServletRequest request) {
    String method = request.getMethod();
    String path =
        Arrays.stream(request.getRequestURI().split("/", -1))
            .limit(MOST_SEGMENTS)
            .map(LogText::segment)
            .collect(Collectors.joining("/"));
    return (METHODS.contains(method) ? method : "*") + ' ' + path;
  }

  private static String segment(String text) {
    return SEGMENT.matcher(text).matches() && !SECRET.matcher(text).matches() ? text : "*";
  }
}
