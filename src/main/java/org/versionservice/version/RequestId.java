package org.versionservice.version;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request is called in its answer, in the log and in the commits of its change. It decides
 * nothing.
 *
 * @param value 1 to 128 visible ASCII characters, so that it is one line wherever it stands
 */
public record RequestId(String value) {

  private static final Pattern PATTERN = Pattern.compile("[\\x21-\\x7e]{1,128}");

  public RequestId {
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException("a request's id is 1 to 128 visible ASCII characters");
    }
  }

  /** Reads one that may be anything; empty if it is none. */
  public static Optional<RequestId> find(String text) {
    return PATTERN.matcher(text).matches() ? Optional.of(new RequestId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
