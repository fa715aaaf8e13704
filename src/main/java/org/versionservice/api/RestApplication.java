package org.versionservice.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import org.eclipse.microprofile.auth.LoginConfig;

/**
 * The JAX-RS application at the context root.
 *
 * <p>{@code LoginConfig} adds the server's check of signed tokens; only {@code VERSIONS_AUTH=jwt}
 * uses it.
 */
@LoginConfig(authMethod = "MP-JWT")
@ApplicationScoped
@ApplicationPath("/")
public class RestApplication extends Application {

  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
