package org.versionservice.storage.git.remote;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The remote repository did not do what it was asked for.
 *
 * <p>Checked, because a remote that is out of reach is expected, and whoever asks has to decide
 * what to do without it.
 */
public final class RemoteException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is known of the request. */
  public enum Kind {
    /** It was not carried out; it may work later. */
    UNREACHABLE,
    /** It may have been carried out. */
    UNKNOWN,
    /** It was not carried out, because it is too large; a smaller one may be. */
    TOO_LARGE,
    /** The remote answered that it does not move the branch: for a hook, or for a lock it holds. */
    DECLINED,
    /** It was not carried out, and will not be until somebody changes something. */
    REFUSED
  }

  private final Kind kind;
  private final transient @Nullable Duration retryAfter;

  /**
   * @param message what happened, without URL and credentials
   */
  public RemoteException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, Optional.empty(), cause);
  }

  /**
   * @param message what happened, without URL and credentials
   * @param retryAfter how long the remote wants to be left alone, if it says so
   */
  public RemoteException(
      Kind kind, String message, Optional<Duration> retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter.orElse(null);
  }

  /** How long the remote wants to be left alone, if it says so. */
  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  Kind kind() {
    return kind;
  }

  /** Returns whether the remote may be out of reach, as opposed to one that says no. */
  boolean isSilence() {
    return kind == Kind.UNREACHABLE || kind == Kind.UNKNOWN;
  }
}
