package org.versionservice.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;

/**
 * The credentials of a request, for long answers: they may be revoked or expire meanwhile.
 *
 * @param check returns whether they are still valid
 */
public record Admission(BooleanSupplier check) {

  private static final String ATTRIBUTE = Admission.class.getName();

  /**
   * Returns the admission of a request.
   *
   * @throws IllegalStateException if the request was not authenticated
   */
  public static Admission of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Admission admission) {
      return admission;
    }
    throw new IllegalStateException("the request is not authenticated");
  }

  void attachTo(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** Returns whether the credentials are still valid. */
  public boolean holds() {
    return check.getAsBoolean();
  }
}
