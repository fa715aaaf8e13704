package org.versionservice.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What names one request in answers, commits and the log; the client's own name for it, if it is
 * one.
 */
final class RequestId {

  static final String HEADER = "X-Request-Id";

  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,128}");

  private static final String ATTRIBUTE = RequestId.class.getName();

  private RequestId() {}

  /** The id of a request, the same however often it is asked for. */
  static String in(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    String id = of(request.getHeader(HEADER));
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }

  /**
   * The id of a request.
   *
   * @param sent what the client calls it, taken if it is 1 to 128 visible ASCII characters
   */
  static String of(@Nullable String sent) {
    return sent != null && VISIBLE.matcher(sent).matches() ? sent : UUID.randomUUID().toString();
  }
}
