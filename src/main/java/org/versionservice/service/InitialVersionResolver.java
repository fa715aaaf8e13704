package org.versionservice.service;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.versionservice.discovery.DiscoveryResult;
import org.versionservice.discovery.TagDiscovery;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.HandedOut;
import org.versionservice.version.Registry;

/** Resolves the versions that precede the first one of an unknown app or release line. */
@ApplicationScoped
public class InitialVersionResolver {

  @Inject private InitialVersion initial;
  @Inject private TagDiscovery discovery;

  /**
   * Completes with the starting point of an app and a line, or exceptionally with {@link
   * DiscoveryException}. Nothing is looked up for a known line of a known app, which do not use it.
   */
  CompletionStage<StartingPoint> of(ApplicationId app, RequestedLine requested, Registry registry) {
    boolean known = registry.handedOut(app).highest(requested.line()).isPresent();
    return known
        ? CompletableFuture.completedFuture(start(HandedOut.NONE, requested))
        : discovery.find(app).thenApply(finding -> start(versions(finding), requested));
  }

  private StartingPoint start(HandedOut found, RequestedLine requested) {
    return new StartingPoint(
        found.highest().orElse(initial.version()),
        requested.line().flatMap(found::highest).or(requested::from));
  }

  private HandedOut versions(DiscoveryResult finding) {
    if (finding instanceof DiscoveryResult.Found found) {
      return found.versions();
    }
    if (finding instanceof DiscoveryResult.Failed failed && initial.discoveryRequired()) {
      throw new DiscoveryException(failed.reason());
    }
    return HandedOut.NONE;
  }
}
