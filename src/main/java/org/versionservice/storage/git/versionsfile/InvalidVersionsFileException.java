package org.versionservice.storage.git.versionsfile;

import org.jspecify.annotations.Nullable;

/**
 * A {@code versions.json} that nobody may rely on: not JSON, or with a version or an id that is
 * none.
 *
 * <p>Checked, because it is expected of a file that people edit, and whoever reads it has to keep
 * the last good state.
 */
public final class InvalidVersionsFileException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param line where in the file, from 1
   * @param problem what is wrong there, without the file's own text
   */
  public InvalidVersionsFileException(int line, String problem, @Nullable Throwable cause) {
    super("versions.json, line " + line + ": " + problem, cause);
  }

  /**
   * @param problem what is wrong with the file as a whole
   */
  public InvalidVersionsFileException(String problem) {
    super("versions.json " + problem);
  }
}
