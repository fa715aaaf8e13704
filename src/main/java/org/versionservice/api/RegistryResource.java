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
import org.versionservice.api.model.Parse;
import org.versionservice.service.ChangeHistory;
import org.versionservice.service.VersionService;
import org.versionservice.storage.Snapshot;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitPrefix;
import org.versionservice.version.ProjectId;

/** The lists of all apps and of a project, and deletions. */
@Path("/")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class RegistryResource {

  @Inject private VersionService versions;
  @Inject private ChangeHistory history;
  @Inject private WriteOptionsReader options;

  private final ListCache lists = new ListCache();

  /** Returns all apps, now or at a commit or a time. */
  @GET
  @RolesAllowed(Role.READS)
  @Path("/versions")
  public Response list(@QueryParam("at") @Nullable String at) {
    return at == null ? tagged(lists.list(versions::snapshot, Optional.empty())) : listAt(at);
  }

  private Response listAt(String at) {
    Snapshot state =
        CommitPrefix.parse(at)
            .map(commit -> history.at(commit).orElseThrow(Responses::noSuchCommit))
            .orElseGet(() -> history.at(Parse.time("at", at)));
    return Response.ok(ListCache.entries(state.registry().all())).tag(state.tag()).build();
  }

  /** Returns the apps of a project. */
  @GET
  @RolesAllowed(Role.READS)
  @Path("/versions/{project-id}")
  public Response listProject(@PathParam("project-id") String projectId) {
    return tagged(lists.list(versions::snapshot, Optional.of(Parse.project(projectId))));
  }

  @DELETE
  @RolesAllowed(Role.ADMINISTERS)
  @Path("/versions/{project-id}")
  public CompletionStage<Response> delete(
      @Context HttpHeaders headers, @PathParam("project-id") String projectId) {
    ProjectId project = Parse.project(projectId);
    return versions.delete(project, options.read(headers, project)).thenApply(Responses::deleted);
  }

  /** Deletes an app or, if the id has no hyphen, a project. */
  @DELETE
  @RolesAllowed(Role.ADMINISTERS)
  @Path("/delete/{id}")
  public CompletionStage<Response> deleteEither(
      @Context HttpHeaders headers, @PathParam("id") String id) {
    if (id.indexOf('-') < 0) {
      return delete(headers, id);
    }
    ApplicationId app = Parse.app(id);
    return versions.delete(app, options.read(headers, app)).thenApply(Responses::deleted);
  }

  private static Response tagged(ListCache.Listed list) {
    return Response.ok(list.json()).tag(list.tag()).build();
  }
}
