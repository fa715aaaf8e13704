package org.versionservice.access;

/** Thrown if the tokens file cannot be read or written; the message contains no secret. */
public final class TokensException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TokensException(String message, Throwable cause) {
    super(message, cause);
  }
}
