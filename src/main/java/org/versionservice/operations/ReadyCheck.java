package org.versionservice.operations;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.versionservice.service.VersionService;
import org.versionservice.storage.StorageHealth;

/**
 * The readiness check: up while the registry is loaded and its data is intact. An unreachable
 * remote makes it degraded, but requests can still be answered.
 */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {

  private static final System.Logger LOG = System.getLogger(ReadyCheck.class.getName());

  @Inject private VersionService versions;

  /** The server would answer an exception without its cause. */
  @Override
  public HealthCheckResponse call() {
    try {
      return of(versions.health());
    } catch (RuntimeException defect) {
      LOG.log(WARNING, "the health check of the storage failed", defect);
      return HealthCheckResponse.named("storage")
          .down()
          .withData("status", "down")
          .withData("defect", defect.getClass().getSimpleName())
          .build();
    }
  }

  private static HealthCheckResponse of(StorageHealth health) {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("storage")
            .status(health.status() != StorageHealth.Status.DOWN)
            .withData("status", health.status().name().toLowerCase(Locale.ROOT));
    health.details().forEach(response::withData);
    return response.build();
  }
}
