package org.versionservice.api;

import jakarta.ws.rs.WebApplicationException;

/** A request that cannot be granted; carries the response that says why. */
final class ProblemException extends WebApplicationException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(ErrorCode code, String detail) {
    super(detail, Problem.response(code, detail).build());
    problem = Problem.of(code, detail);
  }

  Problem problem() {
    return problem;
  }
}
