package org.versionservice.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.versionservice.access.Role;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.LayoutRequest;
import org.versionservice.api.model.ProblemException;
import org.versionservice.service.VersionService;
import org.versionservice.version.Layout;

/** The layout of the files in the repository. */
@Path("/layout")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class LayoutResource {

  @Inject private VersionService versions;
  @Inject private WriteOptionsReader options;

  /** Moves all entries to the files of a layout; no version changes. */
  @POST
  @RolesAllowed(Role.ADMINISTERS)
  @Consumes(MediaType.APPLICATION_JSON)
  public CompletionStage<Response> convert(
      @Context HttpHeaders headers, @Nullable LayoutRequest body) {
    return versions
        .convert(layout(body), options.readUnconditional(headers))
        .thenApply(Responses::converted);
  }

  private static Layout layout(@Nullable LayoutRequest body) {
    return Arrays.stream(Layout.values())
        .filter(layout -> body != null && layout.text().equals(body.layout()))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    ErrorCode.INVALID_BODY,
                    "the body is {\"layout\": \"single\"} or {\"layout\": \"project\"}"));
  }
}
