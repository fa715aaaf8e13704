package org.versionservice.version;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The full or abbreviated id of a source commit.
 *
 * @param value 7 to 64 hexadecimal digits, kept in lower case
 */
public record SourceSha(String value) {

  private static final Pattern PATTERN = Pattern.compile("[0-9a-f]{7,64}");

  public SourceSha {
    value = value.toLowerCase(Locale.ROOT);
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException("a sha is 7 to 64 hexadecimal digits");
    }
  }

  /** Returns the first seven digits as a number. */
  int beginning() {
    return Integer.parseInt(abbreviated(), 16);
  }

  /** Returns whether both name one commit: one is a prefix of the other. */
  boolean isSameCommit(SourceSha other) {
    return value.startsWith(other.value) || other.value.startsWith(value);
  }

  /** Returns the first seven digits, as Git abbreviates. */
  public String abbreviated() {
    return value.substring(0, 7);
  }

  @Override
  public String toString() {
    return value;
  }
}
