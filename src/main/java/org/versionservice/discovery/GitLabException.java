package org.versionservice.discovery;

import org.jspecify.annotations.Nullable;

/** GitLab does not tell the tags of a project. */
final class GitLabException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message shown to clients, so without secrets
   */
  GitLabException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
