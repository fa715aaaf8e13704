package org.versionservice.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;

/**
 * What let somebody in, for answers that outlast the moment: it may be revoked or expire meanwhile.
 *
 * @param check whether it would let the same one in now
 */
public record Admission(BooleanSupplier check) {

  private static final String ATTRIBUTE = Admission.class.getName();

  /**
   * The one of a request.
   *
   * @throws IllegalStateException if nobody was let in
   */
  public static Admission of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Admission admission) {
      return admission;
    }
    throw new IllegalStateException("a request that nobody is known to have sent");
  }

  void attachTo(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** Returns whether it still holds. */
  public boolean holds() {
    return check.getAsBoolean();
  }
}
