package org.versionservice.service;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.Snapshot;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.Increment;
import org.versionservice.version.IncrementVersion;
import org.versionservice.version.Outcome;
import org.versionservice.version.Request;

/** Builds the changes that callers request, and submits them or tries them on the newest state. */
@ApplicationScoped
public class ChangeSubmission {

  @Inject private SharedCache cache;
  @Inject private ChangeDispatcher dispatcher;
  @Inject private InitialVersionResolver initialVersions;
  @Inject private RandomGenerator random;
  @Inject private Clock clock;

  /**
   * Issues or reserves the next version of an app.
   *
   * @param reservedFor how long to reserve it; empty to issue it
   * @return also completes with {@link DiscoveryException}
   */
  CompletionStage<Receipt> issue(
      ApplicationId app,
      Increment increment,
      RequestedLine requested,
      Optional<Duration> reservedFor,
      WriteOptions options) {
    return initialVersions
        .of(app, requested, cache.snapshot(app).registry())
        .thenCompose(
            start ->
                submit(
                    request ->
                        new IncrementVersion(
                            app,
                            increment,
                            start.ofApp(),
                            requested.line(),
                            start.ofLine(),
                            reservedFor,
                            request),
                    options));
  }

  /** Submits a change, or tries it if it is a dry run. */
  CompletionStage<Receipt> submit(Function<Request, Change> requested, WriteOptions options) {
    Change unconditional = requested.apply(request(options));
    Change change =
        options.conditions().isEmpty() && options.format().isEmpty()
            ? unconditional
            : new Change.Conditional(unconditional, options.conditions(), options.format());
    return options.dryRun()
        ? CompletableFuture.completedFuture(tried(change, newest(unconditional)))
        : dispatcher.submit(change);
  }

  /** Returns a state that is the newest for the apps that a change is of. */
  private Snapshot newest(Change change) {
    return change instanceof Change.OfApplication one
        ? cache.snapshot(one.app())
        : cache.snapshot();
  }

  private Receipt tried(Change change, Snapshot now) {
    Outcome outcome = now.registry().apply(change, now.head(), clock.instant());
    return new Receipt(outcome, Optional.empty(), PushState.NO_PUSH);
  }

  private Request request(WriteOptions options) {
    return new Request(
        ChangeId.random(random),
        options.principal(),
        options.key(),
        options.sha(),
        Optional.of(options.requestId()));
  }
}
