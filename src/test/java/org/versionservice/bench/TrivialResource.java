package org.versionservice.bench;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.versionservice.access.Role;

/**
 * The minimal JAX-RS resource for an app-id: it answers constant JSON of the same shape. It is
 * added to the service's WAR, so a request passes the same filters and the same access check.
 */
@Path("/trivial/{app-id}")
@ApplicationScoped
public class TrivialResource {

  /** An entry that needs no lookup. */
  public record Constant(
      String current, String project_id, String app_name, String last_updated, long revision) {}

  private static final Constant ENTRY =
      new Constant("1.4.12", "1000", "app-00000", "2026-01-02T03:04:05Z", 12);

  @GET
  @RolesAllowed(Role.READS)
  @Produces(MediaType.APPLICATION_JSON)
  public Constant get(@PathParam("app-id") String app) {
    return ENTRY;
  }
}
