package org.versionservice.version;

import java.util.regex.Pattern;

/**
 * The id of a Git commit.
 *
 * @param value 40 lower-case hexadecimal digits
 */
public record CommitId(String value) {

  private static final Pattern PATTERN = Pattern.compile("[0-9a-f]{40}");

  public CommitId {
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException("a commit id is 40 hexadecimal digits");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
