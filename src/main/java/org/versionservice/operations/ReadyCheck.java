package org.versionservice.operations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.versionservice.service.Versions;
import org.versionservice.storage.StorageHealth;

/**
 * Ready: the registry is loaded and its file can be relied on. A remote that dies later is degraded
 * and no reason to send clients away.
 */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {

  @Inject private Versions versions;

  @Override
  public HealthCheckResponse call() {
    StorageHealth health = versions.health();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("storage")
            .status(health.status() != StorageHealth.Status.DOWN)
            .withData("status", health.status().name().toLowerCase(Locale.ROOT));
    health.details().forEach(response::withData);
    return response.build();
  }
}
