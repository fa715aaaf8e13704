package org.versionservice.storage.git;

import org.jspecify.annotations.Nullable;

/**
 * The remote repository did not do what it was asked for.
 *
 * <p>Checked, because a remote that is out of reach is expected, and whoever asks has to decide
 * what to do without it.
 */
final class RemoteException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is known of the request. */
  enum Kind {
    /** It was not carried out; it may work later. */
    UNREACHABLE,
    /** It may have been carried out. */
    UNKNOWN,
    /** It was not carried out, and will not be until somebody changes something. */
    REFUSED
  }

  private final Kind kind;

  /**
   * @param message what happened, without URL and credentials
   */
  RemoteException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
