package org.versionservice.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.versionservice.service.Terms;
import org.versionservice.service.Versions;
import org.versionservice.version.ApplicationId;

/** The version of one app. */
@Path("/version/{app-id}")
@ApplicationScoped
@Tag(name = "Version", description = "The version of one app")
@Produces({MediaType.APPLICATION_JSON, VersionResource.TEXT})
public class VersionResource {

  /** JSON comes first for clients that take anything. */
  static final String TEXT = "text/plain;qs=0.5";

  private static final String ID = "{project-id}-{app-name}";
  private static final String EXAMPLE = "1234-user-service";

  @Inject private Versions versions;

  /** The app's entry. */
  @GET
  @Operation(
      summary = "The app's version",
      description = "text/plain answers the bare version and a line feed.")
  @APIResponse(
      responseCode = "200",
      description = "The app and its version",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Entry.class)),
        @Content(
            mediaType = MediaType.TEXT_PLAIN,
            schema = @Schema(type = SchemaType.STRING),
            example = "1.2.4\n")
      })
  @APIResponse(ref = "BadRequest")
  @APIResponse(ref = "NotFound")
  @APIResponse(ref = "Unavailable")
  public Response get(
      @Parameter(description = ID, required = true, example = EXAMPLE) @PathParam("app-id")
          String appId) {
    ApplicationId app = Parse.app(appId);
    return versions
        .snapshot()
        .registry()
        .find(app)
        .map(entry -> Response.ok(Entry.of(entry)).tag(Long.toString(entry.revision())).build())
        .orElseThrow(() -> Answers.noSuchApp(app));
  }

  /** Issues the next version. */
  @POST
  @Path("/increment")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Issue the next version",
      description =
          "Never the same version twice. An app that was never heard of starts from 1.0.0, so its"
              + " first patch is 1.0.1.")
  @APIResponse(
      responseCode = "200",
      description = "The version that was issued",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Changed.class)),
        @Content(
            mediaType = MediaType.TEXT_PLAIN,
            schema = @Schema(type = SchemaType.STRING),
            example = "1.2.4\n")
      })
  @APIResponse(ref = "BadRequest")
  @APIResponse(ref = "Conflict")
  @APIResponse(ref = "Unavailable")
  public CompletionStage<Response> increment(
      @Context HttpHeaders headers,
      @Parameter(description = ID, required = true, example = EXAMPLE) @PathParam("app-id")
          String appId,
      @Parameter(
              description = "What moves on; patch if absent",
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"patch", "minor", "major", "prerelease", "release"}))
          @QueryParam("type")
          @Nullable String type,
      @Parameter(description = "Word of a pre-release; rc if absent", example = "rc")
          @QueryParam("preid")
          @Nullable String identifier,
      @Parameter(
              description = "What a pre-release leads to; patch if absent",
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"patch", "minor", "major"}))
          @QueryParam("base")
          @Nullable String base,
      @Parameter(
              description = "Tell what would be issued, and store nothing",
              schema = @Schema(type = SchemaType.BOOLEAN))
          @QueryParam("dryRun")
          @Nullable String dryRun,
      @Nullable IncrementRequest body) {
    ApplicationId app = Parse.app(appId);
    Increase increase = Increase.of(type, identifier, base, body);
    Terms terms =
        RequestTerms.of(headers, app)
            .withSha(Parse.sha(body))
            .asDryRun(Parse.flag("dryRun", dryRun));
    return versions
        .increment(app, increase.increment(), terms)
        .thenApply(receipt -> Answers.incremented(receipt, increase, terms));
  }

  /** Names a build between releases. */
  @POST
  @Path("/dev")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Name a build between releases",
      description =
          "The next patch, -dev- and the abbreviated sha: above the release it follows, below the"
              + " next one. Nothing is stored.")
  @APIResponse(
      responseCode = "200",
      description = "The version",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = DevVersion.class)),
        @Content(
            mediaType = MediaType.TEXT_PLAIN,
            schema = @Schema(type = SchemaType.STRING),
            example = "1.2.5-dev-4f2a9c1\n")
      })
  @APIResponse(ref = "BadRequest")
  @APIResponse(ref = "Conflict")
  @APIResponse(ref = "UnsupportedMediaType")
  @APIResponse(ref = "Unavailable")
  public CompletionStage<DevVersion> dev(
      @Parameter(description = ID, required = true, example = EXAMPLE) @PathParam("app-id")
          String appId,
      @Nullable DevRequest body) {
    ApplicationId app = Parse.app(appId);
    return versions
        .devVersion(app, Parse.sha(body))
        .thenApply(version -> Answers.dev(app, version));
  }

  /** Sets a version of the caller's own. */
  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Set a version",
      description = "Has to be higher than all that were ever issued, unless force=true.")
  @APIResponse(
      responseCode = "200",
      description = "The app has the version",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Changed.class)),
        @Content(
            mediaType = MediaType.TEXT_PLAIN,
            schema = @Schema(type = SchemaType.STRING),
            example = "2.0.0\n")
      })
  @APIResponse(
      responseCode = "201",
      description = "The app is new and has the version",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Changed.class)))
  @APIResponse(ref = "BadRequest")
  @APIResponse(ref = "Conflict")
  @APIResponse(ref = "UnsupportedMediaType")
  @APIResponse(ref = "Unavailable")
  public CompletionStage<Response> set(
      @Context HttpHeaders headers,
      @Parameter(description = ID, required = true, example = EXAMPLE) @PathParam("app-id")
          String appId,
      @Parameter(
              description = "Take a version that is not higher than all that were ever issued",
              schema = @Schema(type = SchemaType.BOOLEAN))
          @QueryParam("force")
          @Nullable String force,
      @Nullable SetRequest body) {
    ApplicationId app = Parse.app(appId);
    return versions
        .set(app, Parse.version(body), Parse.flag("force", force), RequestTerms.of(headers, app))
        .thenApply(Answers::set);
  }

  /** Deletes the app. */
  @DELETE
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Delete an app",
      description = "Re-created, it goes on above its last version.")
  @APIResponse(
      responseCode = "200",
      description = "The app that was deleted",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Deleted.class)))
  @APIResponse(ref = "BadRequest")
  @APIResponse(ref = "NotFound")
  @APIResponse(ref = "Unavailable")
  public CompletionStage<Response> delete(
      @Context HttpHeaders headers,
      @Parameter(description = ID, required = true, example = EXAMPLE) @PathParam("app-id")
          String appId) {
    ApplicationId app = Parse.app(appId);
    return versions.delete(app, RequestTerms.of(headers, app)).thenApply(Answers::deleted);
  }
}
