package org.versionservice.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.versionservice.service.Versions;
import org.versionservice.storage.Snapshot;

/** What concerns the remote. */
@Path("/")
@ApplicationScoped
@Tag(name = "Remote", description = "What concerns the remote")
@Produces(MediaType.APPLICATION_JSON)
public class RemoteResource {

  @Inject private Versions versions;

  /** What an outage did. */
  @GET
  @Path("/conflicts")
  @Operation(
      summary = "Versions that were given out on two sides",
      description =
          "What an outage did in the mode remote-preferred; the newest 1,000, newest first.")
  @APIResponse(
      responseCode = "200",
      description = "The conflicts",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = Conflict.class)))
  @APIResponse(ref = "Unavailable")
  public Response conflicts() {
    Snapshot now = versions.snapshot();
    List<Conflict> conflicts = versions.conflicts().stream().map(Conflict::of).toList();
    return Response.ok(conflicts).tag(Tags.of(now)).build();
  }

  /** The webhook of a Git server. */
  @POST
  @Path("/hooks/push")
  @Produces(MediaType.WILDCARD)
  @Operation(
      summary = "Take over at once what others pushed",
      description = "For the webhook of a Git server. The body is not read.")
  @APIResponse(responseCode = "204", description = "The remote was asked")
  @APIResponse(ref = "Unavailable")
  public CompletionStage<Response> pushed() {
    return versions.fetch().thenApply(done -> Response.noContent().build());
  }
}
