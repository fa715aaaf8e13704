package org.versionservice.version;

import java.util.regex.Pattern;

/**
 * A key that a client repeats with each try of a change, so that the change is made once.
 *
 * @param value 1 to 255 visible ASCII characters
 */
public record IdempotencyKey(String value) {

  private static final Pattern PATTERN = Pattern.compile("[\\x21-\\x7e]{1,255}");

  public IdempotencyKey {
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException("an idempotency key is 1 to 255 visible ASCII characters");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
