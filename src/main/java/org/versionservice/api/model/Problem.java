package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * The body of every error response.
 *
 * @param type always {@code about:blank}; {@code code} distinguishes problems
 * @param title the reason phrase of the status
 * @param code the name of an {@link ErrorCode}
 * @param detail the cause, for people
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@JsonbPropertyOrder({"type", "title", "status", "code", "detail"})
public record Problem(String type, String title, int status, String code, String detail) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(ErrorCode code, String detail) {
    return new Problem("about:blank", code.title(), code.status(), code.name(), detail);
  }

  /** Returns a response with a problem, whatever types the client accepts. */
  public static Response.ResponseBuilder response(ErrorCode code, String detail) {
    return Response.status(code.status())
        .type(MediaType.valueOf(MEDIA_TYPE))
        .entity(of(code, detail));
  }
}
