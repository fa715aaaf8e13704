package org.versionservice.storage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a store cannot complete a request at the moment.
 *
 * <p>Unchecked, because no caller can handle it: the HTTP layer answers 503.
 */
public final class StorageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** What is known about the requested change. */
  public enum Kind {
    /** Nothing was changed. */
    UNAVAILABLE,
    /** It may have been applied; a retry with the same idempotency key is safe. */
    OUTCOME_UNKNOWN
  }

  private final Kind kind;
  private final Duration retryAfter;

  /**
   * @param message names the object and the fault; clients see it, so no secrets and no paths
   * @param retryAfter the time to wait before a retry, at least one second
   */
  public StorageException(
      Kind kind, String message, Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /** Creates the exception of a store that is unavailable and changed nothing. */
  public static StorageException unavailable(String message, @Nullable Throwable cause) {
    return new StorageException(Kind.UNAVAILABLE, message, RETRY_AFTER, cause);
  }

  /** Creates the exception of a store that was opened and has not loaded its state yet. */
  public static StorageException notLoaded() {
    return unavailable("the registry is not loaded yet", null);
  }

  /** Creates the exception of a store that may have changed something. */
  public static StorageException outcomeUnknown(String message, @Nullable Throwable cause) {
    return new StorageException(Kind.OUTCOME_UNKNOWN, message, RETRY_AFTER, cause);
  }

  /** Returns this exception for a change that another replica may have made. */
  public StorageException withUnknownOutcome() {
    return new StorageException(
        Kind.OUTCOME_UNKNOWN, String.valueOf(getMessage()), retryAfter, this);
  }

  public Kind kind() {
    return kind;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
