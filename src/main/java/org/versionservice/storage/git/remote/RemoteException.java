package org.versionservice.storage.git.remote;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if the remote repository does not do what it was asked for. The message names the fault,
 * without URL and credentials.
 *
 * <p>Checked, because an unreachable remote is expected and each caller must decide what to do
 * without it.
 */
public final class RemoteException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is known about the request. */
  public enum Kind {
    /** It was not carried out; a repetition may succeed. */
    UNREACHABLE,
    /** It may have been carried out. */
    UNKNOWN,
    /** It was not carried out because of its size; a smaller one may succeed. */
    TOO_LARGE,
    /** The remote answered that it does not move the branch, because of a hook or a lock. */
    DECLINED,
    /** It was not carried out, and will not be until an administrator changes something. */
    REFUSED
  }

  private final Kind kind;
  private final transient @Nullable Duration retryAfter;

  /**
   * @param message names the fault, without URL and credentials
   */
  public RemoteException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, Optional.empty(), cause);
  }

  /**
   * @param message names the fault, without URL and credentials
   * @param retryAfter the time that the remote asks to wait; empty if it names none
   */
  public RemoteException(
      Kind kind, String message, Optional<Duration> retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter.orElse(null);
  }

  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Creates the exception of a request that fails until an administrator changes something. */
  public static RemoteException refused(String message, @Nullable Throwable cause) {
    return new RemoteException(Kind.REFUSED, message, cause);
  }

  Kind kind() {
    return kind;
  }

  /** Returns whether the remote may be out of reach, so that a repetition makes sense. */
  boolean isOutage() {
    return kind == Kind.UNREACHABLE || kind == Kind.UNKNOWN;
  }
}
