package org.versionservice.storage.git.versionsfile;

import org.jspecify.annotations.Nullable;

/**
 * An invalid {@code versions.json}: not JSON, or with an invalid version or id.
 *
 * <p>Checked, because people edit the file, and every reader must keep the last valid state.
 */
public final class InvalidVersionsFileException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param line the line in the file, from 1
   * @param problem the error, without text from the file
   */
  public InvalidVersionsFileException(int line, String problem, @Nullable Throwable cause) {
    super("versions.json, line " + line + ": " + problem, cause);
  }

  /**
   * @param problem the error in the whole file, a predicate
   */
  public InvalidVersionsFileException(String problem) {
    super("versions.json " + problem);
  }
}
