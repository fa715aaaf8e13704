package org.versionservice.version;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id of an HTTP request in its answer, the log and the commits. Nothing depends on it.
 *
 * @param value 1 to 128 visible ASCII characters, so that it never breaks a line
 */
public record RequestId(String value) {

  private static final Pattern PATTERN = Pattern.compile("[\\x21-\\x7e]{1,128}");

  public RequestId {
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException("a request's id is 1 to 128 visible ASCII characters");
    }
  }

  /** Parses any text; empty if it is not a valid id. */
  public static Optional<RequestId> find(String text) {
    return PATTERN.matcher(text).matches() ? Optional.of(new RequestId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
