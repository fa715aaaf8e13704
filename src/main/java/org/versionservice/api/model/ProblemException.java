package org.versionservice.api.model;

import jakarta.ws.rs.WebApplicationException;

/** A request that cannot be granted; carries the response that says why. */
public final class ProblemException extends WebApplicationException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(ErrorCode code, String detail) {
    super(detail, Problem.response(code, detail).build());
    problem = Problem.of(code, detail);
  }

  public Problem problem() {
    return problem;
  }
}
