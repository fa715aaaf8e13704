package org.versionservice.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes requests safe to log: without line breaks and possible secrets. */
final class LogText {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE");

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]{0,193}");

  /** The service's tokens, and texts that could be a password or a hash. */
  private static final Pattern SECRET = Pattern.compile("vs_.*|[A-Za-z0-9_]{32,}");

  private static final int MAX_SEGMENTS = 6;

  private LogText() {}

  /** Returns method and path without the query; an asterisk replaces each unsafe part. */
  static String call(HttpServletRequest request) {
    String method = request.getMethod();
    String path =
        Arrays.stream(request.getRequestURI().split("/", -1))
            .limit(MAX_SEGMENTS)
            .map(LogText::segment)
            .collect(Collectors.joining("/"));
    return (METHODS.contains(method) ? method : "*") + ' ' + path;
  }

  private static String segment(String text) {
    return SEGMENT.matcher(text).matches() && !SECRET.matcher(text).matches() ? text : "*";
  }
}
