package org.versionservice.api;

import jakarta.annotation.security.RolesAllowed;
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
import org.jspecify.annotations.Nullable;
import org.versionservice.access.Role;
import org.versionservice.api.filter.EntityTagFilter;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.Parse;
import org.versionservice.api.model.ProblemException;
import org.versionservice.api.model.Step;
import org.versionservice.service.ChangeHistory;
import org.versionservice.service.VersionService;
import org.versionservice.storage.HistoryPage;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommitPrefix;
import org.versionservice.version.ReleaseLine;
import org.versionservice.version.SemanticVersion;

/** The history of an app. */
@Path("/version/{app-id}/history")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class HistoryResource {

  private static final int MIN_LIMIT = 1;
  private static final int MAX_LIMIT = 500;
  private static final int DEFAULT_LIMIT = 50;

  @Inject private ChangeHistory history;
  @Inject private VersionService versions;

  /** Returns the changes of the app, newest first; 50 by default, at most 500. */
  @GET
  @RolesAllowed(Role.READS)
  public Response history(
      @PathParam("app-id") String appId,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("before") @Nullable String before,
      @QueryParam("line") @Nullable String line,
      @QueryParam("version") @Nullable String version) {
    ApplicationId app = Parse.app(appId);
    int max = limit == null ? DEFAULT_LIMIT : Parse.number("limit", limit, MIN_LIMIT, MAX_LIMIT);
    Optional<CommitPrefix> end =
        Optional.ofNullable(before).map(text -> Parse.commit("before", text));
    Optional<ReleaseLine> ofLine = Parse.line(line);
    Optional<SemanticVersion> only = Parse.version(version);
    HistoryPage page =
        history
            .of(app, end, max, entry -> isWanted(entry.version(), ofLine, only))
            .orElseThrow(Responses::noSuchCommit);
    if (page.newest().isEmpty() && !versions.wasEverKnown(app)) {
      throw new ProblemException(ErrorCode.APP_NOT_FOUND, "there never was an app " + app);
    }
    String filter = filter(ofLine, only);
    List<Step> steps = page.entries().stream().map(Step::of).toList();
    Response.ResponseBuilder answer = Response.ok(steps).tag(EntityTagFilter.of(page.newest()));
    page.next().ifPresent(last -> answer.header(HttpHeaders.LINK, next(app, max, last, filter)));
    return answer.build();
  }

  private static boolean isWanted(
      SemanticVersion version, Optional<ReleaseLine> line, Optional<SemanticVersion> only) {
    return line.map(named -> named.contains(version)).orElse(true)
        && only.map(version::equals).orElse(true);
  }

  private static String next(ApplicationId app, int limit, CommitId last, String filter) {
    return "</version/%s/history?limit=%s&before=%s%s>; rel=\"next\""
        .formatted(app, limit, last, filter);
  }

  /** Returns parameters for the URL of the next page; a version may contain a plus sign. */
  private static String filter(Optional<ReleaseLine> line, Optional<SemanticVersion> version) {
    return line.map(named -> "&line=" + named).orElse("")
        + version.map(only -> "&version=" + only.toString().replace("+", "%2B")).orElse("");
  }
}
