package org.versionservice.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.versionservice.service.Past;
import org.versionservice.service.Versions;
import org.versionservice.storage.HistoryPage;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Registry;

/** What happened to an app. */
@Path("/version/{app-id}/history")
@ApplicationScoped
@Tag(name = "Version", description = "The version of one app")
@Produces(MediaType.APPLICATION_JSON)
public class HistoryResource {

  private static final int SHORTEST = 1;
  private static final int LONGEST = 500;
  private static final int USUAL = 50;

  @Inject private Past past;
  @Inject private Versions versions;

  /** The app's changes. */
  @GET
  @Operation(
      summary = "The app's changes, newest first",
      description =
          "Told by the commits of this service. Also those of an app that was deleted. The header"
              + " Link with rel=\"next\" leads to older ones.")
  @APIResponse(
      responseCode = "200",
      description = "The changes",
      headers =
          @Header(
              name = "Link",
              description = "rel=\"next\": older ones, where there are",
              schema = @Schema(implementation = String.class)),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = Step.class)))
  @APIResponse(ref = "NotModified")
  @APIResponse(ref = "BadRequest")
  @APIResponse(ref = "NotFound")
  @APIResponse(ref = "Unavailable")
  public Response history(
      @Parameter(description = "The app", required = true, example = "1234-user-service")
          @PathParam("app-id")
          String appId,
      @Parameter(
              description = "How many at most, 1 to 500; 50 if absent",
              schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
          @QueryParam("limit")
          @Nullable String limit,
      @Parameter(
              description = "Only changes before this commit, named by 7 to 40 digits",
              example = "9c56cc51b374c3ba189210d5b6d4bf57790d351c")
          @QueryParam("before")
          @Nullable String before) {
    ApplicationId app = Parse.app(appId);
    int most = limit == null ? USUAL : Parse.number("limit", limit, SHORTEST, LONGEST);
    Optional<String> end = Optional.ofNullable(before).map(text -> Parse.commit("before", text));
    HistoryPage page = past.of(app, end, most).orElseThrow(Answers::noSuchCommit);
    if (page.newest().isEmpty() && !isKnown(app)) {
      throw new ProblemException(ErrorCode.APP_NOT_FOUND, "there never was an app " + app);
    }
    List<Step> steps = page.entries().stream().map(Step::of).toList();
    Response.ResponseBuilder answer = Response.ok(steps).tag(Tags.of(page.newest()));
    return page.more()
        ? answer.header(HttpHeaders.LINK, next(app, most, steps.get(steps.size() - 1))).build()
        : answer.build();
  }

  private boolean isKnown(ApplicationId app) {
    Registry registry = versions.snapshot().registry();
    return registry.find(app).isPresent() || registry.findDeleted(app).isPresent();
  }

  private static String next(ApplicationId app, int limit, Step last) {
    return "</version/"
        + app
        + "/history?limit="
        + limit
        + "&before="
        + last.commit()
        + ">; rel=\"next\"";
  }
}
