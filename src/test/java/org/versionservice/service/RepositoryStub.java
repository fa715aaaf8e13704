package org.versionservice.service;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.versionservice.storage.redis.CachedVersion;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.Increment;
import org.versionservice.version.IncrementVersion;
import org.versionservice.version.Outcome;
import org.versionservice.version.Principal;
import org.versionservice.version.Registry;
import org.versionservice.version.Request;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.Transition;

/** A remote in memory: changes are made one after the other, on the newest state. */
final class RepositoryStub {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  private final Random random = new Random(20_261_123);
  private Registry newest = Registry.empty(Duration.ofDays(7));

  synchronized Registry newest() {
    return newest;
  }

  /** Moves an app on. */
  CachedVersion increment(String app) {
    return apply(
        new IncrementVersion(
            new ApplicationId(app),
            new Increment.ToRelease(Increment.Level.PATCH),
            SemanticVersion.of(1, 0, 0),
            request()));
  }

  /** Deletes an app that is there. */
  CachedVersion delete(String app) {
    return apply(new Change.DeleteApplication(new ApplicationId(app), request()));
  }

  /** Deletes an app, or has it made if it is not there. */
  synchronized CachedVersion deleteOrCreate(String app) {
    return newest.find(new ApplicationId(app)).isPresent() ? delete(app) : increment(app);
  }

  /** Loses all but what it had once. */
  synchronized void restore(Registry once) {
    newest = once;
  }

  private synchronized CachedVersion apply(Change change) {
    Outcome.Applied applied = (Outcome.Applied) newest.apply(change, AT);
    newest = applied.registry();
    List<Transition> steps = applied.transitions();
    return CachedVersion.of(newest, steps.get(0).app()).orElseThrow();
  }

  private Request request() {
    return new Request(
        ChangeId.random(random), new Principal("Ada Lovelace"), Optional.empty(), Optional.empty());
  }
}
