package org.versionservice.service;

/**
 * Thrown if a writer did not make changes, or may have made them and cannot tell, and another
 * writer may make them: a change that was made is not made again.
 */
public final class NotMadeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NotMadeException(String reason) {
    super(reason);
  }
}
