package org.versionservice.version;

import java.util.regex.Pattern;

/**
 * Identifies the project of an app.
 *
 * @param value 1 to 64 of {@code A-Za-z0-9_.}, the first one a letter or digit
 */
public record ProjectId(String value) implements Comparable<ProjectId> {

  static final String GRAMMAR = "[A-Za-z0-9][A-Za-z0-9_.]{0,63}";
  private static final Pattern PATTERN = Pattern.compile(GRAMMAR);

  public ProjectId {
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a project-id is 1 to 64 of A-Z, a-z, 0-9, _ and ., starting with a letter or digit");
    }
  }

  @Override
  public int compareTo(ProjectId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
