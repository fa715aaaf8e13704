package org.versionservice.storage.git.versionsfile;

import org.jspecify.annotations.Nullable;

/**
 * An invalid file of versions: not JSON, or with an invalid version or id.
 *
 * <p>Checked, because people edit the files, and every reader must keep the last valid state.
 */
public final class InvalidVersionsFileException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The error, with its line, without the name of the file. */
  private final String problem;

  /**
   * @param line the line in {@code versions.json}, from 1
   * @param problem the error, without text from the file
   */
  public InvalidVersionsFileException(int line, String problem, @Nullable Throwable cause) {
    this(VersionsFile.NAME, ", line " + line + ": " + problem, cause);
  }

  /**
   * @param problem the error in the whole {@code versions.json}, a predicate
   */
  public InvalidVersionsFileException(String problem) {
    this(VersionsFile.NAME, " " + problem, null);
  }

  /** Returns an error that was found before; its message is known. */
  public static InvalidVersionsFileException known(String message) {
    return new InvalidVersionsFileException("", message, null);
  }

  private InvalidVersionsFileException(String file, String problem, @Nullable Throwable cause) {
    super(file + problem, cause);
    this.problem = problem;
  }

  /** Returns the same error in another file. */
  public InvalidVersionsFileException in(String file) {
    return new InvalidVersionsFileException(file, problem, getCause());
  }
}
