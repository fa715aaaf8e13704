package org.versionservice.version;

import java.util.regex.Pattern;

/**
 * The id of an app across all projects, {@code {project-id}-{app-name}}, split at the first hyphen.
 *
 * <p>Ids sort by their characters, so the apps of a project are adjacent.
 *
 * @param value a {@link ProjectId}, a hyphen, and an app-name: 1 to 128 of {@code A-Za-z0-9._-},
 *     the first one a letter or digit
 */
public record ApplicationId(String value) implements Comparable<ApplicationId> {

  private static final Pattern PATTERN =
      Pattern.compile(ProjectId.GRAMMAR + "-[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  public ApplicationId {
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "an app-id is {project-id}-{app-name}: a project-id is 1 to 64 of A-Z, a-z, 0-9, _ and"
              + " ., an app-name 1 to 128 of A-Z, a-z, 0-9, ., _ and -, each starting with a"
              + " letter or digit");
    }
  }

  public ProjectId project() {
    return new ProjectId(value.substring(0, value.indexOf('-')));
  }

  public String appName() {
    return value.substring(value.indexOf('-') + 1);
  }

  /** Returns whether the app belongs to the project. */
  public boolean isOf(ProjectId project) {
    return value.startsWith(project.value()) && value.charAt(project.value().length()) == '-';
  }

  @Override
  public int compareTo(ApplicationId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
