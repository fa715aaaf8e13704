package org.versionservice.api.model;

import jakarta.ws.rs.core.Response.Status;

/** The stable codes of problems; each has one HTTP status. */
public enum ErrorCode {
  INVALID_APP_ID(Status.BAD_REQUEST),
  INVALID_PROJECT_ID(Status.BAD_REQUEST),
  INVALID_VERSION(Status.BAD_REQUEST),
  INVALID_INCREMENT_TYPE(Status.BAD_REQUEST),
  INVALID_BODY(Status.BAD_REQUEST),
  INVALID_PARAMETER(Status.BAD_REQUEST),
  INVALID_REQUEST(Status.BAD_REQUEST),
  UNAUTHORIZED(Status.UNAUTHORIZED),
  FORBIDDEN(Status.FORBIDDEN),
  APP_NOT_FOUND(Status.NOT_FOUND),
  PROJECT_NOT_FOUND(Status.NOT_FOUND),
  COMMIT_NOT_FOUND(Status.NOT_FOUND),
  SHA_NOT_FOUND(Status.NOT_FOUND),
  LINE_NOT_FOUND(Status.NOT_FOUND),
  RESERVATION_NOT_FOUND(Status.NOT_FOUND),
  TOKEN_NOT_FOUND(Status.NOT_FOUND),
  NOT_FOUND(Status.NOT_FOUND),
  METHOD_NOT_ALLOWED(Status.METHOD_NOT_ALLOWED),
  NOT_ACCEPTABLE(Status.NOT_ACCEPTABLE),
  REQUEST_TIMEOUT(Status.REQUEST_TIMEOUT),
  VERSION_NOT_HIGHER(Status.CONFLICT),
  NOT_A_PRERELEASE(Status.CONFLICT),
  VERSION_EXHAUSTED(Status.CONFLICT),
  OUTSIDE_LINE(Status.CONFLICT),
  NOT_CALVER(Status.CONFLICT),
  RESERVATION_ABORTED(Status.CONFLICT),
  ALREADY_CONFIRMED(Status.CONFLICT),
  TOO_MANY_RESERVATIONS(Status.CONFLICT),
  PRECONDITION_FAILED(Status.PRECONDITION_FAILED),
  CONTENT_TOO_LARGE(Status.REQUEST_ENTITY_TOO_LARGE),
  UNSUPPORTED_MEDIA_TYPE(Status.UNSUPPORTED_MEDIA_TYPE),
  IDEMPOTENCY_KEY_REUSED(422, "Unprocessable Content"),
  NOT_EXPRESSIBLE(422, "Unprocessable Content"),
  TOO_MANY_REQUESTS(Status.TOO_MANY_REQUESTS),
  INTERNAL_ERROR(Status.INTERNAL_SERVER_ERROR),
  DISCOVERY_FAILED(Status.SERVICE_UNAVAILABLE),
  STORAGE_UNAVAILABLE(Status.SERVICE_UNAVAILABLE),
  OUTCOME_UNKNOWN(Status.SERVICE_UNAVAILABLE);

  private final int status;
  private final String title;

  ErrorCode(Status status) {
    this(status.getStatusCode(), status.getReasonPhrase());
  }

  ErrorCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  /** Returns the reason phrase of the status. */
  public String title() {
    return title;
  }

  /** Returns the code for a status that JAX-RS or the server chose. */
  public static ErrorCode of(int status) {
    return switch (status) {
      case 401 -> UNAUTHORIZED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405, 501 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 408 -> REQUEST_TIMEOUT;
      case 413 -> CONTENT_TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 429 -> TOO_MANY_REQUESTS;
      case 503 -> STORAGE_UNAVAILABLE;
      default -> status >= 500 ? INTERNAL_ERROR : INVALID_REQUEST;
    };
  }
}
