package org.versionservice.service;

import java.time.Duration;

/** The initial version of an app is unknown; nothing was issued. */
public final class DiscoveryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message shown to clients, so without secrets
   */
  DiscoveryException(String message) {
    super(message);
  }

  /** Returns after what time a retry may succeed. */
  public Duration retryAfter() {
    return Duration.ofSeconds(5);
  }
}
