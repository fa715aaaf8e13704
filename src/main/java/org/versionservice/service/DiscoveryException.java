package org.versionservice.service;

import java.time.Duration;

/** Nobody knows where an app is to start; nothing was issued. */
public final class DiscoveryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message shown to clients, so without secrets
   */
  DiscoveryException(String message) {
    super(message);
  }

  /** When it may be worth asking again. */
  public Duration retryAfter() {
    return Duration.ofSeconds(5);
  }
}
