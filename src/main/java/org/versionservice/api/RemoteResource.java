package org.versionservice.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.versionservice.access.Role;
import org.versionservice.api.filter.EntityTagFilter;
import org.versionservice.api.filter.SpecialPaths;
import org.versionservice.api.model.Conflict;
import org.versionservice.service.VersionService;
import org.versionservice.version.CommitId;

/** Conflicts with the remote, and the webhook of its server. */
@Path("/")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class RemoteResource {

  @Inject private VersionService versions;

  /** Returns the changes of apps that also changed on the remote during an outage. */
  @GET
  @RolesAllowed(Role.READS)
  @Path("/conflicts")
  public Response conflicts() {
    // The head is read first: otherwise the tag could cover a conflict that the list lacks.
    Optional<CommitId> head = versions.head();
    List<Conflict> conflicts = versions.conflicts().stream().map(Conflict::of).toList();
    return Response.ok(conflicts).tag(EntityTagFilter.of(head)).build();
  }

  /** Fetches the remote; Git servers call this after a push. */
  @POST
  @RolesAllowed(Role.WRITES)
  @Path(SpecialPaths.PUSH_HOOK)
  @Produces(MediaType.WILDCARD)
  public CompletionStage<Response> pushed() {
    return versions.fetch().thenApply(done -> Response.noContent().build());
  }
}
