package org.versionservice.service;

/**
 * Thrown if a writer did not make changes, or cannot tell, and another writer should make them. A
 * change that was made is not made again.
 */
public final class NotMadeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean mayBeMade;

  /**
   * @param mayBeMade whether the changes may have been made, or may still be
   */
  public NotMadeException(String reason, boolean mayBeMade) {
    super(reason);
    this.mayBeMade = mayBeMade;
  }

  public boolean mayBeMade() {
    return mayBeMade;
  }
}
