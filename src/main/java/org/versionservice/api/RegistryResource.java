package org.versionservice.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.versionservice.access.Role;
import org.versionservice.api.filter.EntityTagFilter;
import org.versionservice.api.model.Parse;
import org.versionservice.service.ChangeHistory;
import org.versionservice.service.VersionService;
import org.versionservice.storage.Snapshot;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitPrefix;
import org.versionservice.version.ProjectId;

/** All apps, or those of a project. */
@Path("/")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class RegistryResource {

  @Inject private VersionService versions;
  @Inject private ChangeHistory past;
  @Inject private RequestTerms requested;

  private final ListCache lists = new ListCache();

  /** All entries. */
  @GET
  @RolesAllowed(Role.READS)
  @Path("/versions")
  public Response list(@QueryParam("at") @Nullable String at) {
    return at == null ? tagged(lists.list(versions::snapshot, Optional.empty())) : listAt(at);
  }

  private Response listAt(String at) {
    Snapshot then =
        CommitPrefix.parse(at)
            .map(commit -> past.at(commit).orElseThrow(Responses::noSuchCommit))
            .orElseGet(() -> past.at(Parse.time("at", at)));
    return Response.ok(ListCache.entries(then.registry().all()))
        .tag(EntityTagFilter.of(then))
        .build();
  }

  /** The entries of a project. */
  @GET
  @RolesAllowed(Role.READS)
  @Path("/versions/{project-id}")
  public Response listProject(@PathParam("project-id") String projectId) {
    return tagged(lists.list(versions::snapshot, Optional.of(Parse.project(projectId))));
  }

  /** Deletes all apps of a project. */
  @DELETE
  @RolesAllowed(Role.ADMINISTERS)
  @Path("/versions/{project-id}")
  public CompletionStage<Response> delete(
      @Context HttpHeaders headers, @PathParam("project-id") String projectId) {
    ProjectId project = Parse.project(projectId);
    return versions.delete(project, requested.of(headers, project)).thenApply(Responses::deleted);
  }

  /** Deletes an app or a project. */
  @DELETE
  @RolesAllowed(Role.ADMINISTERS)
  @Path("/delete/{id}")
  public CompletionStage<Response> deleteEither(
      @Context HttpHeaders headers, @PathParam("id") String id) {
    if (id.indexOf('-') < 0) {
      return delete(headers, id);
    }
    ApplicationId app = Parse.app(id);
    return versions.delete(app, requested.of(headers, app)).thenApply(Responses::deleted);
  }

  private static Response tagged(ListCache.Listed list) {
    return Response.ok(list.json()).tag(list.tag()).build();
  }
}
