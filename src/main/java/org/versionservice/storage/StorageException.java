package org.versionservice.storage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A store cannot do what it was asked for now.
 *
 * <p>Unchecked, because no caller on the way can do anything about it: the edge answers 503.
 */
public final class StorageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is known of the change that was asked for. */
  public enum Kind {
    /** Nothing was changed. */
    UNAVAILABLE,
    /** It may have been changed; asking again with the same idempotency key is safe. */
    OUTCOME_UNKNOWN
  }

  private final Kind kind;
  private final Duration retryAfter;

  /**
   * @param message names the object and what is wrong with it; shown to clients, so without secrets
   *     and paths
   * @param retryAfter when it may be worth asking again, at least one second
   */
  public StorageException(
      Kind kind, String message, Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /** A store that cannot do anything now and changed nothing. */
  public static StorageException unavailable(String message, @Nullable Throwable cause) {
    return new StorageException(Kind.UNAVAILABLE, message, Duration.ofSeconds(5), cause);
  }

  public Kind kind() {
    return kind;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
