package org.versionservice.version;

import java.util.regex.Pattern;

/**
 * What a client sends with each try of one change, so that it is made once.
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
