package org.versionservice.api;

import jakarta.annotation.Priority;
import jakarta.json.bind.Jsonb;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.Providers;
import org.jspecify.annotations.Nullable;
import org.versionservice.api.model.Problem;

/**
 * Looks up the server's JSON format once, before concurrent requests do.
 *
 * <p>Payara's resolver fills a list at its first use and is not thread-safe: concurrent first
 * requests would get 500.
 */
@Provider
@PreMatching
@Priority(0)
public final class JsonWarmUp implements ContainerRequestFilter {

  @Context private Providers providers;

  private volatile boolean done;

  @Override
  public void filter(ContainerRequestContext request) {
    if (!done) {
      lookUp();
    }
  }

  private synchronized void lookUp() {
    @Nullable ContextResolver<Jsonb> format =
        providers.getContextResolver(Jsonb.class, MediaType.APPLICATION_JSON_TYPE);
    if (!done && format != null) {
      format.getContext(Problem.class);
    }
    done = true;
  }
}
