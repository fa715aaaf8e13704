package org.versionservice.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.versionservice.access.Caller;
import org.versionservice.access.Role;
import org.versionservice.api.model.IncrementRequest;
import org.versionservice.api.model.Parse;
import org.versionservice.api.model.SetRequest;
import org.versionservice.service.VersionService;
import org.versionservice.service.WriteOptions;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.SemanticVersion;

/** The reservations of an app: versions taken before their builds are known to succeed. */
@Path("/version/{app-id}")
@ApplicationScoped
@Produces({MediaType.APPLICATION_JSON, VersionResource.TEXT})
@Consumes(MediaType.APPLICATION_JSON)
public class ReservationResource {

  @Inject private VersionService versions;
  @Inject private HttpServletRequest request;
  @Inject private WriteOptionsReader optionsReader;

  /** Reserves the next version. */
  @POST
  @Path("/reserve")
  @RolesAllowed(Role.WRITES)
  public CompletionStage<Response> reserve(
      @Context HttpHeaders headers,
      @PathParam("app-id") String appId,
      @BeanParam IncrementParameters parameters,
      @QueryParam("ttl") @Nullable String ttl,
      @Nullable IncrementRequest body) {
    ApplicationId app = Parse.app(appId);
    RequestedIncrement requested = RequestedIncrement.of(parameters, body);
    parameters.checkAllowed(Caller.of(request));
    Duration time = Parse.reservationTime(ttl);
    WriteOptions options = parameters.on(optionsReader.read(headers, app).withSha(Parse.sha(body)));
    return versions
        .reserve(app, requested.increment(), parameters.requestedLine(), time, options)
        .thenApply(receipt -> Responses.incremented(receipt, requested, options));
  }

  /** Confirms a reservation: its build succeeded. */
  @POST
  @Path("/confirm")
  @RolesAllowed(Role.WRITES)
  public CompletionStage<Response> confirm(
      @Context HttpHeaders headers,
      @PathParam("app-id") String appId,
      @QueryParam("format") @Nullable String format,
      @Nullable SetRequest body) {
    ApplicationId app = Parse.app(appId);
    SemanticVersion version = Parse.version(body);
    WriteOptions options = optionsReader.read(headers, app).withFormat(Parse.format(format));
    return versions
        .confirm(app, version, options)
        .thenApply(receipt -> Responses.settled(receipt, version, options.format()));
  }

  /** Aborts a reservation: its build failed. */
  @POST
  @Path("/abort")
  @RolesAllowed(Role.WRITES)
  public CompletionStage<Response> abort(
      @Context HttpHeaders headers, @PathParam("app-id") String appId, @Nullable SetRequest body) {
    ApplicationId app = Parse.app(appId);
    SemanticVersion version = Parse.version(body);
    WriteOptions options = optionsReader.read(headers, app);
    return versions
        .abort(app, version, options)
        .thenApply(receipt -> Responses.settled(receipt, version, options.format()));
  }
}
