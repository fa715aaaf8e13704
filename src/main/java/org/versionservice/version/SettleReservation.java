package org.versionservice.version;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Confirms or aborts a reservation. A confirmed version is kept, and becomes the current one if it
 * is higher than that, or the app was not there. No number is ever handed out again.
 *
 * @param version the reserved version
 * @param confirms whether to confirm it; otherwise it is aborted
 */
public record SettleReservation(
    ApplicationId app, SemanticVersion version, boolean confirms, Request request)
    implements Change.OfApplication {

  @Override
  public Outcome applyTo(Registry registry, Instant at) {
    Optional<ApplicationVersion> known = registry.known(app);
    Optional<Reservation> reservation =
        known.flatMap(entry -> entry.reserved().find(version)).filter(found -> !found.isGone(at));
    if (known.isEmpty() || reservation.isEmpty()) {
      return new Outcome.Refused(Refusal.RESERVATION_NOT_FOUND);
    }
    return switch (reservation.get().state()) {
      case OPEN -> settled(registry, known.get(), reservation.get(), at);
      case ABORTED ->
          confirms
              ? new Outcome.Refused(Refusal.RESERVATION_ABORTED)
              : new Outcome.Unchanged(known.get());
      case CONFIRMED ->
          confirms
              ? new Outcome.Unchanged(known.get())
              : new Outcome.Refused(Refusal.ALREADY_CONFIRMED);
    };
  }

  private Outcome settled(
      Registry registry, ApplicationVersion known, Reservation reservation, Instant at) {
    if (known.isExhausted()) {
      return new Outcome.Refused(Refusal.VERSION_EXHAUSTED);
    }
    Request ofSource = confirms ? request.withSha(reservation.sha()) : request;
    return settled(registry, known, reservation, ofSource, type(), at);
  }

  private Transition.Type type() {
    return confirms ? Transition.Type.CONFIRM : Transition.Type.ABORT;
  }

  /** Applies a settlement to a state; the reservation may be one of another state. */
  static Outcome.Applied settled(
      Registry registry,
      ApplicationVersion known,
      Reservation reservation,
      Request request,
      Transition.Type type,
      Instant at) {
    SemanticVersion version = reservation.version();
    ApplicationId app = known.id();
    Optional<ApplicationVersion> live = registry.find(app);
    boolean confirms = type == Transition.Type.CONFIRM;
    ApplicationVersion next =
        confirms
            ? ApplicationVersion.issuing(
                live, Optional.of(known), app, version, Optional.empty(), request.sha(), at)
            : known.touched(at);
    Reservation.State state = confirms ? Reservation.State.CONFIRMED : Reservation.State.ABORTED;
    ApplicationVersion entry =
        next.with(next.versions().with(reservation.settled(state, at), false));
    Transition step =
        Transition.issuing(type, known.current(), version, Optional.empty(), entry, request);
    boolean there = confirms || live.isPresent();
    return new Outcome.Applied(
        there ? registry.with(entry) : registry.withDeleted(entry), List.of(step));
  }

  @Override
  public boolean isStep(Transition step) {
    return step.app().equals(app)
        && step.type() == type()
        && step.version().compareTo(version) == 0;
  }
}
