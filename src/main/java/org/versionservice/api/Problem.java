package org.versionservice.api;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

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
@Schema(description = "What went wrong (RFC 9457)")
public record Problem(
    @Schema(example = "about:blank") String type,
    @Schema(example = "Not Found") String title,
    @Schema(example = "404") int status,
    @Schema(description = "Stable name of the problem", example = "APP_NOT_FOUND") String code,
    @Schema(description = "For people", example = "there is no app 1234-user-service")
        String detail) {

  static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(ErrorCode code, String detail) {
    return new Problem("about:blank", code.title(), code.status(), code.name(), detail);
  }

  /** A response that says so, whatever the client accepts. */
  static Response.ResponseBuilder response(ErrorCode code, String detail) {
    return Response.status(code.status())
        .type(MediaType.valueOf(MEDIA_TYPE))
        .entity(of(code, detail));
  }
}
