package org.versionservice.version;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a caller wants of the registry.
 *
 * <p>It holds the wish and not its result, so that it can be applied again to a newer state when
 * another replica was faster.
 */
public sealed interface Change {

  /** Who asks. */
  Request request();

  /** What becomes of this change; a pure function. */
  Outcome applyTo(Registry registry, Instant at);

  /** What has to hold of the state for the change to be made; all of it. */
  default List<Condition> conditions() {
    return List.of();
  }

  /** Returns whether a step is one that this change could have made: of its app and its type. */
  boolean isStep(Transition step);

  /** What was made for this change's idempotency key before; nothing if it has none. */
  List<CommittedTransition> earlier(IdempotencyLog ledger, Instant at);

  /**
   * The next version of an app. It moves on from the highest version that the app ever had, be that
   * deleted or forced down since. A source commit has one version, whatever the increment.
   *
   * @param startsFrom what an app that was never heard of moves on from
   */
  record IncrementVersion(
      ApplicationId app, Increment increment, SemanticVersion startsFrom, Request request)
      implements Change {

    @Override
    public Outcome applyTo(Registry registry, Instant at) {
      Optional<CommittedTransition> issued =
          request.sha().flatMap(sha -> registry.issuedFor(app, sha));
      Optional<SemanticVersion> toRelease =
          issued
              .map(step -> step.transition().version())
              .filter(version -> version.isPreRelease() && isRelease());
      return issued.isPresent() && toRelease.isEmpty()
          ? new Outcome.Replayed(issued.get())
          : incremented(registry, toRelease, at);
    }

    private boolean isRelease() {
      return increment.type() == Transition.Type.RELEASE;
    }

    /**
     * @param toRelease the source commit's own pre-release, if its release is asked for
     */
    private Outcome incremented(
        Registry registry, Optional<SemanticVersion> toRelease, Instant at) {
      Optional<ApplicationVersion> known = registry.known(app);
      Optional<SemanticVersion> highest = known.map(ApplicationVersion::highest);
      SemanticVersion from = toRelease.or(() -> highest).orElse(startsFrom);
      Optional<SemanticVersion> next = increment.next(from);
      if (next.isEmpty()) {
        return new Outcome.Refused(increment.refusal());
      }
      if (highest.filter(top -> next.get().compareTo(top) <= 0).isPresent()) {
        return new Outcome.Refused(Refusal.VERSION_NOT_HIGHER);
      }
      return isExhausted(known)
          ? new Outcome.Refused(Refusal.VERSION_EXHAUSTED)
          : moved(registry, known, from, next.get(), at);
    }

    @Override
    public boolean isStep(Transition step) {
      return step.app().equals(app) && step.type() == increment.type();
    }

    @Override
    public List<CommittedTransition> earlier(IdempotencyLog ledger, Instant at) {
      return ofKey(request, key -> ledger.find(app, key, at));
    }

    private Outcome moved(
        Registry registry,
        Optional<ApplicationVersion> known,
        SemanticVersion from,
        SemanticVersion next,
        Instant at) {
      ApplicationVersion entry = ApplicationVersion.following(known, app, next, request.sha(), at);
      return Outcome.Applied.of(
          registry.with(entry), Transition.of(increment.type(), Optional.of(from), entry, request));
    }
  }

  /**
   * A version of the caller's own.
   *
   * @param force take it although it is not higher than all that were ever issued
   */
  record SetVersion(ApplicationId app, SemanticVersion version, boolean force, Request request)
      implements Change {

    @Override
    public Outcome applyTo(Registry registry, Instant at) {
      Optional<ApplicationVersion> there = registry.find(app);
      if (there.isPresent() && there.get().current().equals(version)) {
        return new Outcome.Unchanged(there.get());
      }
      Optional<ApplicationVersion> known = registry.known(app);
      if (!force && known.isPresent() && version.compareTo(known.get().highest()) <= 0) {
        return new Outcome.Refused(Refusal.VERSION_NOT_HIGHER);
      }
      if (isExhausted(known)) {
        return new Outcome.Refused(Refusal.VERSION_EXHAUSTED);
      }
      ApplicationVersion entry =
          ApplicationVersion.following(known, app, version, request.sha(), at);
      Optional<SemanticVersion> previous = there.map(ApplicationVersion::current);
      return Outcome.Applied.of(
          registry.with(entry), Transition.of(Transition.Type.SET, previous, entry, request));
    }

    @Override
    public boolean isStep(Transition step) {
      return step.app().equals(app)
          && step.type() == Transition.Type.SET
          && step.version().equals(version);
    }

    @Override
    public List<CommittedTransition> earlier(IdempotencyLog ledger, Instant at) {
      return ofKey(request, key -> ledger.find(app, key, at));
    }
  }

  /** The end of an app; its numbers go on should it come back. */
  record DeleteApplication(ApplicationId app, Request request) implements Change {

    @Override
    public Outcome applyTo(Registry registry, Instant at) {
      return registry
          .find(app)
          .map(entry -> deleted(registry, List.of(entry), request, at))
          .orElseGet(() -> new Outcome.Refused(Refusal.APP_NOT_FOUND));
    }

    @Override
    public boolean isStep(Transition step) {
      return step.app().equals(app) && step.type() == Transition.Type.DELETE;
    }

    @Override
    public List<CommittedTransition> earlier(IdempotencyLog ledger, Instant at) {
      return ofKey(request, key -> ledger.find(app, key, at));
    }
  }

  /** The end of all apps of a project, at once. */
  record DeleteProject(ProjectId project, Request request) implements Change {

    @Override
    public Outcome applyTo(Registry registry, Instant at) {
      List<ApplicationVersion> entries = registry.of(project);
      return entries.isEmpty()
          ? new Outcome.Refused(Refusal.PROJECT_NOT_FOUND)
          : deleted(registry, entries, request.ofWhole(project), at);
    }

    @Override
    public boolean isStep(Transition step) {
      return step.app().isOf(project) && step.type() == Transition.Type.DELETE;
    }

    @Override
    public List<CommittedTransition> earlier(IdempotencyLog ledger, Instant at) {
      return ofKey(request, key -> ledger.find(project, key, at));
    }
  }

  /** A change that is made only if some conditions hold of the state that it is made to. */
  record Conditional(Change change, List<Condition> conditions) implements Change {

    public Conditional {
      conditions = List.copyOf(conditions);
    }

    @Override
    public Request request() {
      return change.request();
    }

    @Override
    public Outcome applyTo(Registry registry, Instant at) {
      return change.applyTo(registry, at);
    }

    @Override
    public boolean isStep(Transition step) {
      return change.isStep(step);
    }

    @Override
    public List<CommittedTransition> earlier(IdempotencyLog ledger, Instant at) {
      return change.earlier(ledger, at);
    }
  }

  private static List<CommittedTransition> ofKey(
      Request request, Function<IdempotencyKey, List<CommittedTransition>> ledger) {
    return request.key().map(ledger).orElse(List.of());
  }

  private static boolean isExhausted(Optional<ApplicationVersion> known) {
    return known.filter(ApplicationVersion::isExhausted).isPresent();
  }

  private static Outcome deleted(
      Registry registry, List<ApplicationVersion> entries, Request request, Instant at) {
    Registry without = registry;
    for (ApplicationVersion entry : entries) {
      without = without.withDeleted(entry.touched(at));
    }
    return new Outcome.Applied(
        without,
        entries.stream()
            .map(
                entry ->
                    Transition.of(
                        Transition.Type.DELETE,
                        Optional.of(entry.current()),
                        entry.touched(at),
                        request))
            .toList());
  }
}
