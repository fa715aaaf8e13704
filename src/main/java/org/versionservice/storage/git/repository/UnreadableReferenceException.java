package org.versionservice.storage.git.repository;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A reference that exists or existed, and whose commit cannot be read. */
public final class UnreadableReferenceException extends IOException {

  private static final long serialVersionUID = 1L;

  UnreadableReferenceException(String problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
