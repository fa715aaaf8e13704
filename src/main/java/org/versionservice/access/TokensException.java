package org.versionservice.access;

/** The file of the tokens cannot be read or written; the message names it and no secret. */
public final class TokensException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TokensException(String message, Throwable cause) {
    super(message, cause);
  }
}
