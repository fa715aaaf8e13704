package org.versionservice.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.versionservice.service.Versions;
import org.versionservice.version.ApplicationId;

/** The app's version as a badge. */
@Path("/version/{app-id}")
@ApplicationScoped
@Tag(name = "Badge", description = "The version for people to look at")
public class BadgeResource {

  private static final String SVG = "image/svg+xml";
  private static final String ID = "{project-id}-{app-name}";
  private static final String EXAMPLE = "1234-user-service";

  @Inject private Versions versions;

  /** A picture for a page. */
  @GET
  @Path("/badge.svg")
  @Produces(SVG + ";charset=utf-8")
  @Operation(summary = "The version as a picture", description = "For light and dark pages.")
  @APIResponse(
      responseCode = "200",
      description = "The badge",
      content = @Content(mediaType = SVG, schema = @Schema(type = SchemaType.STRING)))
  @APIResponse(ref = "NotModified")
  @APIResponse(ref = "BadRequest")
  @APIResponse(ref = "NotFound")
  @APIResponse(ref = "NotAcceptable")
  @APIResponse(ref = "Unavailable")
  public Response picture(
      @Parameter(description = ID, required = true, example = EXAMPLE) @PathParam("app-id")
          String appId) {
    return answer(appId, Badge::toSvg);
  }

  /** What shields.io makes a badge of. */
  @GET
  @Path("/badge.json")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "The version for a badge of shields.io",
      description = "For https://img.shields.io/endpoint?url=...")
  @APIResponse(
      responseCode = "200",
      description = "What the badge says",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Badge.class)))
  @APIResponse(ref = "NotModified")
  @APIResponse(ref = "BadRequest")
  @APIResponse(ref = "NotFound")
  @APIResponse(ref = "NotAcceptable")
  @APIResponse(ref = "Unavailable")
  public Response endpoint(
      @Parameter(description = ID, required = true, example = EXAMPLE) @PathParam("app-id")
          String appId) {
    return answer(appId, badge -> badge);
  }

  private Response answer(String appId, Function<Badge, Object> form) {
    ApplicationId app = Parse.app(appId);
    return versions
        .snapshot()
        .registry()
        .find(app)
        .map(
            entry ->
                Response.ok(form.apply(Badge.of(entry.current())))
                    .tag(Long.toString(entry.revision()))
                    .build())
        .orElseThrow(() -> Answers.noSuchApp(app));
  }
}
