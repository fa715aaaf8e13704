package org.versionservice.api.model;

import jakarta.ws.rs.WebApplicationException;

/** Thrown to refuse a request; contains the response. */
public final class ProblemException extends WebApplicationException {

  private static final long serialVersionUID = 1L;

  public ProblemException(ErrorCode code, String detail) {
    super(detail, Problem.response(code, detail).build());
  }

  public Problem problem() {
    return (Problem) getResponse().getEntity();
  }
}
