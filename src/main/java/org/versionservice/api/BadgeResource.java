package org.versionservice.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.versionservice.access.Role;
import org.versionservice.api.model.Parse;
import org.versionservice.service.VersionService;
import org.versionservice.storage.Snapshot;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ReleaseLine;

/** The badges of an app, for web pages and for shields.io. */
@Path("/version/{app-id}")
@ApplicationScoped
public class BadgeResource {

  private static final String SVG = "image/svg+xml";

  @Inject private VersionService versions;

  /** Returns the badge as an SVG image. */
  @GET
  @RolesAllowed(Role.READS)
  @Path("/badge.svg")
  @Produces(SVG + ";charset=utf-8")
  public Response picture(
      @PathParam("app-id") String appId, @QueryParam("line") @Nullable String line) {
    return answer(appId, line, Badge::toSvg);
  }

  /** Returns the badge in the JSON format of shields.io. */
  @GET
  @RolesAllowed(Role.READS)
  @Path("/badge.json")
  @Produces(MediaType.APPLICATION_JSON)
  public Response endpoint(
      @PathParam("app-id") String appId, @QueryParam("line") @Nullable String line) {
    return answer(appId, line, badge -> badge);
  }

  private Response answer(String appId, @Nullable String line, Function<Badge, Object> form) {
    ApplicationId app = Parse.app(appId);
    Optional<ReleaseLine> named = Parse.line(line);
    if (named.isEmpty()) {
      return Responses.found(
          app, versions.find(app), entry -> form.apply(Badge.of(entry.current())));
    }
    Snapshot now = versions.snapshot(app);
    return Responses.found(
        app,
        now.find(app),
        entry ->
            form.apply(
                Badge.of(
                    now.registry().handedOut(app).kept(named).orElseThrow(Responses::noSuchLine))));
  }
}
