package org.versionservice.discovery;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.Closeable;

/**
 * The part of GitLab's REST API that lists the tags of a repository.
 *
 * @see <a href="https://docs.gitlab.com/api/tags/">GitLab: Tags API</a>
 */
@Path("/projects")
interface GitLabTags extends Closeable {

  /** A tag; the answer has more members, which are not read. */
  record Tag(String name) {}

  /** A page of them; its headers lead to the next one. */
  @GET
  @Path("/{project}/repository/tags")
  @Produces(MediaType.APPLICATION_JSON)
  Response list(
      @HeaderParam("PRIVATE-TOKEN") String token,
      @PathParam("project") String project,
      @QueryParam("per_page") int perPage,
      @QueryParam("page") int page);
}
