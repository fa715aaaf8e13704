package org.versionservice.bench;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.MediaType;

/** The minimal JAX-RS resource for an app-id: it answers constant JSON of the same shape. */
@Path("/version/{app-id}")
@ApplicationScoped
public class TrivialResource {

  @ApplicationPath("/")
  public static class Trivial extends Application {}

  /** An entry that needs no lookup. */
  public record Constant(
      String current, String project_id, String app_name, String last_updated, long revision) {}

  private static final Constant ENTRY =
      new Constant("1.4.12", "1000", "app-00000", "2026-01-02T03:04:05Z", 12);

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Constant get(@PathParam("app-id") String app) {
    return ENTRY;
  }
}
