package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * The body of every error.
 *
 * @param type always {@code about:blank}: {@code code} tells the problems apart
 * @param title the status in words
 * @param status the status
 * @param code stable name of the problem
 * @param detail what is wrong here, for people
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@JsonbPropertyOrder({"type", "title", "status", "code", "detail"})
public record Problem(String type, String title, int status, String code, String detail) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(ErrorCode code, String detail) {
    return new Problem("about:blank", code.title(), code.status(), code.name(), detail);
  }

  /** A response that says so, whatever the client accepts. */
  public static Response.ResponseBuilder response(ErrorCode code, String detail) {
    return Response.status(code.status())
        .type(MediaType.valueOf(MEDIA_TYPE))
        .entity(of(code, detail));
  }
}
