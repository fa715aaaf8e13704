package org.versionservice.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import org.eclipse.microprofile.auth.LoginConfig;

/**
 * The REST interface: everything below the context root that the server does not answer itself.
 *
 * <p>{@code LoginConfig} has the server add its check of signed tokens; whether anything asks it is
 * a setting.
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
