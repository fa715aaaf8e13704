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
import org.jspecify.annotations.Nullable;

/**
 * The part of GitLab's REST API that lists the tags of a repository.
 *
 * @see <a href="https://docs.gitlab.com/api/tags/">GitLab: Tags API</a>
 */
@Path("/projects")
interface GitLabTags extends Closeable {

  /** A tag; other members of the answer are ignored. */
  record Tag(String name) {}

  /**
   * Returns a page of tags; its headers lead to the next one.
   *
   * @param pagination {@code keyset}, for pages that begin after a tag; older servers ignore it
   * @param order {@code name}, {@code updated} or {@code version}
   * @param sort {@code asc} or {@code desc}
   * @param after the tag that the page begins after, if the server named one
   * @param page the number of the page otherwise
   */
  @GET
  @Path("/{project}/repository/tags")
  @Produces(MediaType.APPLICATION_JSON)
  Response list(
      @HeaderParam("PRIVATE-TOKEN") String token,
      @PathParam("project") String project,
      @QueryParam("per_page") int perPage,
      @QueryParam("pagination") String pagination,
      @QueryParam("order_by") String order,
      @QueryParam("sort") String sort,
      @QueryParam("page_token") @Nullable String after,
      @QueryParam("page") @Nullable Integer page);
}
