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

/** Tells what an app moves on from that was never heard of. */
@ApplicationScoped
public class InitialVersionResolver {

  @Inject private InitialVersion initial;
  @Inject private TagDiscovery discovery;

  /**
   * What an app moves on from; does not matter for one that is known.
   *
   * @return completes with the version, or exceptionally with {@link DiscoveryException}
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
