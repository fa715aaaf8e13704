package org.versionservice.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
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
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.versionservice.access.Caller;
import org.versionservice.access.Role;
import org.versionservice.api.model.DevRequest;
import org.versionservice.api.model.DevVersion;
import org.versionservice.api.model.Entry;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.IncrementRequest;
import org.versionservice.api.model.Parse;
import org.versionservice.api.model.ProblemException;
import org.versionservice.api.model.SetRequest;
import org.versionservice.service.VersionService;
import org.versionservice.service.WriteOptions;
import org.versionservice.storage.Snapshot;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.DevBuild;
import org.versionservice.version.VersionFormat;

/** The version of an app. */
@Path("/version/{app-id}")
@ApplicationScoped
@Produces({MediaType.APPLICATION_JSON, VersionResource.TEXT})
public class VersionResource {

  /** The weight makes JSON the format for clients that accept anything. */
  static final String TEXT = "text/plain;qs=0.5";

  @Inject private VersionService versions;
  @Inject private HttpServletRequest request;
  @Inject private WriteOptionsReader optionsReader;
  @Inject private Clock clock;

  /** Returns the app's entry. */
  @GET
  @RolesAllowed(Role.READS)
  public Response get(
      @PathParam("app-id") String appId,
      @QueryParam("format") @Nullable String format,
      @QueryParam("line") @Nullable String line,
      @QueryParam("stable") @Nullable String stable,
      @QueryParam("sha") @Nullable String sha) {
    ApplicationId app = Parse.app(appId);
    Optional<VersionFormat> spelling = Parse.format(format);
    WantedVersion wanted = WantedVersion.of(line, stable, sha);
    if (wanted.isCurrent()) {
      return Responses.found(app, versions.find(app), entry -> Entry.of(entry, spelling));
    }
    Snapshot now = versions.snapshot(app);
    return Responses.found(
        app,
        now.find(app),
        entry -> {
          WantedVersion.Shown shown = wanted.in(now.registry(), entry);
          return Entry.of(entry, shown.version(), shown.sha(), spelling);
        });
  }

  /** Issues the next version. */
  @POST
  @Path("/increment")
  @RolesAllowed(Role.WRITES)
  @Consumes(MediaType.APPLICATION_JSON)
  public CompletionStage<Response> increment(
      @Context HttpHeaders headers,
      @PathParam("app-id") String appId,
      @BeanParam IncrementParameters parameters,
      @Nullable IncrementRequest body) {
    ApplicationId app = Parse.app(appId);
    RequestedIncrement requested = RequestedIncrement.of(parameters, body);
    parameters.checkAllowed(Caller.of(request));
    WriteOptions options = parameters.on(optionsReader.read(headers, app).withSha(Parse.sha(body)));
    return versions
        .increment(app, requested.increment(), parameters.requestedLine(), options)
        .thenApply(receipt -> Responses.incremented(receipt, requested, options));
  }

  /** Returns a version for a build between releases; nothing is stored. */
  @POST
  @Path("/dev")
  @RolesAllowed(Role.WRITES)
  @Consumes(MediaType.APPLICATION_JSON)
  public CompletionStage<DevVersion> dev(
      @Context HttpHeaders headers,
      @PathParam("app-id") String appId,
      @QueryParam("sortable") @Nullable String sortable,
      @QueryParam("format") @Nullable String format,
      @QueryParam("line") @Nullable String line,
      @QueryParam("from") @Nullable String from,
      @Nullable DevRequest body) {
    ApplicationId app = Parse.app(appId);
    DevBuild build = Parse.build(body, Parse.flag("sortable", sortable), clock.instant());
    Optional<VersionFormat> wanted = Parse.format(format);
    if (!versions.holds(app, optionsReader.read(headers, app).conditions())) {
      throw Responses.preconditionFailed();
    }
    return versions
        .highest(app, LineParameters.read(line, from))
        .thenApply(highest -> Responses.dev(app, build, highest, wanted));
  }

  /** Sets the version that the client chose. */
  @PUT
  @RolesAllowed(Role.WRITES)
  @Consumes(MediaType.APPLICATION_JSON)
  public CompletionStage<Response> set(
      @Context HttpHeaders headers,
      @PathParam("app-id") String appId,
      @QueryParam("force") @Nullable String force,
      @QueryParam("format") @Nullable String format,
      @Nullable SetRequest body) {
    ApplicationId app = Parse.app(appId);
    boolean forced = Parse.flag("force", force);
    if (forced && !Caller.of(request).is(Role.ADMIN)) {
      throw new ProblemException(ErrorCode.FORBIDDEN, "force is for the role admin");
    }
    WriteOptions options = optionsReader.read(headers, app).withFormat(Parse.format(format));
    return versions
        .set(app, Parse.version(body), forced, options)
        .thenApply(receipt -> Responses.set(receipt, options.format()));
  }

  @DELETE
  @RolesAllowed(Role.ADMINISTERS)
  @Produces(MediaType.APPLICATION_JSON)
  public CompletionStage<Response> delete(
      @Context HttpHeaders headers, @PathParam("app-id") String appId) {
    ApplicationId app = Parse.app(appId);
    return versions.delete(app, optionsReader.read(headers, app)).thenApply(Responses::deleted);
  }
}
