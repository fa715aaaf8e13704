package org.versionservice.operations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;
import org.versionservice.service.VersionService;

/** The startup check: up once the registry is loaded. */
@Startup
@ApplicationScoped
public class StartCheck implements HealthCheck {

  @Inject private VersionService versions;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("registry").status(versions.isLoaded()).build();
  }
}
