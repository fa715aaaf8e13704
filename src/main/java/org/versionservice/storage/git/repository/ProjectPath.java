package org.versionservice.storage.git.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.versionservice.version.ProjectId;

/**
 * The place of a project's file in the layout {@code project}.
 *
 * @param directory its directory below {@value #ROOT}: the first two hex digits of the SHA-1 of the
 *     project-id
 * @param name its name in the directory
 */
record ProjectPath(String directory, String name) {

  /** The directory of all files of projects, at the root of the branch. */
  static final String ROOT = "versions";

  /** The names of the directories below {@value #ROOT}. */
  static final String DIRECTORY = "[0-9a-f]{2}";

  private static final String EXTENSION = ".json";

  /** Returns the place of a project's file. */
  static ProjectPath of(ProjectId project) {
    byte[] hash = Constants.newMessageDigest().digest(project.value().getBytes(UTF_8));
    return new ProjectPath(HexFormat.of().toHexDigits(hash[0]), project.value() + EXTENSION);
  }

  /** Returns the project of a file; empty if the name is not that of a project's file. */
  static Optional<ProjectId> project(String name) {
    if (!name.endsWith(EXTENSION)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ProjectId(name.substring(0, name.length() - EXTENSION.length())));
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  /** Returns the project; empty if the file is none of a project. */
  Optional<ProjectId> project() {
    return project(name);
  }

  /** Returns whether the file is in the directory of its project. */
  boolean isInPlace() {
    return project().map(ProjectPath::of).equals(Optional.of(this));
  }

  @Override
  public String toString() {
    return ROOT + '/' + directory + '/' + name;
  }
}
