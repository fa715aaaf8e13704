package org.versionservice.api;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What names one request in answers; the client's own name for it, if it is one. */
final class RequestId {

  static final String HEADER = "X-Request-Id";

  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,128}");

  private RequestId() {}

  /**
   * The id of a request.
   *
   * @param sent what the client calls it, taken if it is 1 to 128 visible ASCII characters
   */
  static String of(@Nullable String sent) {
    return sent != null && VISIBLE.matcher(sent).matches() ? sent : UUID.randomUUID().toString();
  }
}
