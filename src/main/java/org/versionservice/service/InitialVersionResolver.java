package org.versionservice.service;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.versionservice.discovery.DiscoveryResult;
import org.versionservice.discovery.TagDiscovery;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Registry;
import org.versionservice.version.SemanticVersion;

/** Resolves the version that precedes the first one of an unknown app. */
@ApplicationScoped
public class InitialVersionResolver {

  @Inject private InitialVersion initial;
  @Inject private TagDiscovery discovery;

  /**
   * Completes with the initial version of an app, or exceptionally with {@link DiscoveryException}.
   * A known app does not use it, so nothing is looked up for it.
   */
  CompletionStage<SemanticVersion> of(ApplicationId app, Registry registry) {
    boolean known = registry.find(app).isPresent() || registry.findDeleted(app).isPresent();
    return known
        ? CompletableFuture.completedFuture(initial.version())
        : discovery.find(app).thenApply(this::version);
  }

  private SemanticVersion version(DiscoveryResult finding) {
    if (finding instanceof DiscoveryResult.Found found) {
      return found.highest().orElse(initial.version());
    }
    if (finding instanceof DiscoveryResult.Failed failed && initial.discoveryRequired()) {
      throw new DiscoveryException(failed.reason());
    }
    return initial.version();
  }
}
