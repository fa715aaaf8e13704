package org.versionservice.version;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A change to the registry that a caller requests.
 *
 * <p>It contains the request and not the result, so it can be applied again to a newer state if
 * another replica was faster.
 */
public sealed interface Change
    permits Change.OfApplication, Change.DeleteProject, Change.ConvertLayout, Change.Conditional {

  /** Returns the caller and the ids of the request. */
  Request request();

  /** Returns the project whose apps this change is of; empty if it is of all. */
  Optional<ProjectId> ofProject();

  /** Applies this change to a state; a pure function. */
  Outcome applyTo(Registry registry, Instant at);

  /** Returns the conditions that must all hold before the change is applied. */
  default List<Condition> conditions() {
    return List.of();
  }

  /** Returns the format that must be able to express the new version, if there is one. */
  default Optional<VersionFormat> format() {
    return Optional.empty();
  }

  /** Returns whether this change could have made the step. */
  boolean isStep(Transition step);

  /** Returns the steps made earlier for this change's idempotency key; empty without a key. */
  List<CommittedTransition> earlier(IdempotencyLog log, Instant at);

  /**
   * Returns the outcome of a change whose steps were made for its idempotency key before; empty to
   * make it again.
   */
  default Optional<Outcome> repeated(
      Registry registry, List<CommittedTransition> earlier, Instant at) {
    return Optional.of(new Outcome.Replayed(earlier));
  }

  /** Returns whether this change needs a batch of its own. */
  default boolean isAlone() {
    return false;
  }

  /** A change of one app. */
  sealed interface OfApplication extends Change
      permits IncrementVersion, SettleReservation, SetVersion, DeleteApplication {

    ApplicationId app();

    @Override
    default Optional<ProjectId> ofProject() {
      return Optional.of(app().project());
    }

    @Override
    default List<CommittedTransition> earlier(IdempotencyLog log, Instant at) {
      return ofKey(request(), key -> log.find(app(), key, at));
    }
  }

  /**
   * Sets a version that the caller chose.
   *
   * @param force accepts a version that is not above all that were ever issued
   */
  record SetVersion(ApplicationId app, SemanticVersion version, boolean force, Request request)
      implements OfApplication {

    @Override
    public Outcome applyTo(Registry registry, Instant at) {
      Optional<ApplicationVersion> existing = registry.find(app);
      if (existing.isPresent() && existing.get().current().equals(version)) {
        return new Outcome.Unchanged(existing.get());
      }
      Optional<ApplicationVersion> known = registry.known(app);
      if (isTaken(registry, known)) {
        return new Outcome.Refused(Refusal.VERSION_NOT_HIGHER);
      }
      if (!force && known.isPresent() && version.compareTo(known.get().highest()) <= 0) {
        return new Outcome.Refused(Refusal.VERSION_NOT_HIGHER);
      }
      if (isExhausted(known)) {
        return new Outcome.Refused(Refusal.VERSION_EXHAUSTED);
      }
      ApplicationVersion entry =
          ApplicationVersion.following(known, app, version, request.sha(), at);
      Optional<SemanticVersion> previous = existing.map(ApplicationVersion::current);
      return Outcome.Applied.of(
          registry.with(entry), Transition.of(Transition.Type.SET, previous, entry, request));
    }

    /**
     * Nobody gets the number of a reservation that was not confirmed, as far as it is known: what
     * is above the kept versions of its X.Y was only reserved, and others are remembered for a
     * while.
     */
    private boolean isTaken(Registry registry, Optional<ApplicationVersion> known) {
      HandedOut table = registry.handedOut(app);
      ReleaseLine line = ReleaseLine.of(version);
      boolean onlyReserved =
          table.highest(line).filter(top -> top.compareTo(version) >= 0).isPresent()
              && table.kept(Optional.of(line)).filter(top -> top.compareTo(version) >= 0).isEmpty();
      return onlyReserved
          || known
              .flatMap(entry -> entry.reserved().find(version))
              .filter(found -> found.state() != Reservation.State.CONFIRMED)
              .isPresent();
    }

    @Override
    public boolean isStep(Transition step) {
      return step.app().equals(app)
          && step.type() == Transition.Type.SET
          && step.version().equals(version);
    }
  }

  /** Deletes an app; created again, it continues above its highest version. */
  record DeleteApplication(ApplicationId app, Request request) implements OfApplication {

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
  }

  /** Deletes all apps of a project at once. */
  record DeleteProject(ProjectId project, Request request) implements Change {

    @Override
    public Optional<ProjectId> ofProject() {
      return Optional.of(project);
    }

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
    public List<CommittedTransition> earlier(IdempotencyLog log, Instant at) {
      return ofKey(request, key -> log.find(project, key, at));
    }
  }

  /** Moves all entries to the files of another layout; no entry changes. */
  record ConvertLayout(Layout layout, Request request) implements Change {

    @Override
    public Optional<ProjectId> ofProject() {
      return Optional.empty();
    }

    @Override
    public Outcome applyTo(Registry registry, Instant at) {
      return new Outcome.Converted(layout);
    }

    @Override
    public boolean isStep(Transition step) {
      return false;
    }

    @Override
    public boolean isAlone() {
      return true;
    }

    @Override
    public List<CommittedTransition> earlier(IdempotencyLog log, Instant at) {
      return List.of();
    }
  }

  /** A change that is applied only to a state that meets all conditions. */
  record Conditional(Change change, List<Condition> conditions, Optional<VersionFormat> format)
      implements Change {

    public Conditional {
      conditions = List.copyOf(conditions);
    }

    public Conditional(Change change, List<Condition> conditions) {
      this(change, conditions, Optional.empty());
    }

    @Override
    public Request request() {
      return change.request();
    }

    @Override
    public Optional<ProjectId> ofProject() {
      return change.ofProject();
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
    public Optional<Outcome> repeated(
        Registry registry, List<CommittedTransition> earlier, Instant at) {
      return change.repeated(registry, earlier, at);
    }

    @Override
    public List<CommittedTransition> earlier(IdempotencyLog log, Instant at) {
      return change.earlier(log, at);
    }
  }

  private static List<CommittedTransition> ofKey(
      Request request, Function<IdempotencyKey, List<CommittedTransition>> log) {
    return request.key().map(log).orElse(List.of());
  }

  private static boolean isExhausted(Optional<ApplicationVersion> known) {
    return known.filter(ApplicationVersion::isExhausted).isPresent();
  }

  private static Outcome deleted(
      Registry registry, List<ApplicationVersion> entries, Request request, Instant at) {
    Registry without = registry;
    for (ApplicationVersion entry : entries) {
      without = without.withDeleted(deleted(entry, at));
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

  /** Returns the last entry of an app; its deletion aborts its reservations. */
  private static ApplicationVersion deleted(ApplicationVersion entry, Instant at) {
    ApplicationVersion last = entry.touched(at);
    return last.with(last.versions().withReserved(last.reserved().aborted(at)));
  }
}
