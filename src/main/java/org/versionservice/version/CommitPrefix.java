package org.versionservice.version;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An abbreviated or full commit id.
 *
 * @param value 7 to 40 hexadecimal digits, kept in lower case
 */
public record CommitPrefix(String value) {

  private static final Pattern PATTERN = Pattern.compile("[0-9a-fA-F]{7,40}");

  public CommitPrefix {
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException("a commit is named by 7 to 40 hexadecimal digits");
    }
    value = value.toLowerCase(Locale.ROOT);
  }

  /** Parses a text; empty if it is not a valid prefix. */
  public static Optional<CommitPrefix> parse(String text) {
    return PATTERN.matcher(text).matches() ? Optional.of(new CommitPrefix(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
