package org.versionservice.discovery;

import org.jspecify.annotations.Nullable;

/** Thrown if GitLab does not list the tags of a project. */
final class GitLabException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message a text for clients, without secrets
   */
  GitLabException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
