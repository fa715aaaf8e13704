package org.versionservice.version;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.versionservice.version.Increment.Level;
import org.versionservice.version.Increment.ToPreRelease;
import org.versionservice.version.Increment.ToRelease;

/**
 * Issues or reserves the next version of an app, or of one of its release lines. It continues the
 * highest version that is kept there, and is above all that were ever handed out in its own X.Y,
 * even if the app was deleted or lowered since. A source commit gets one version, or a pre-release
 * and its release.
 *
 * @param startsFrom the version that an unknown app continues from
 * @param line the line to continue; empty to continue from the highest version of all lines
 * @param lineStart the version that an unknown line continues from
 * @param reservedFor how long the version is reserved, from a minute to seven days; empty to issue
 *     it
 */
public record IncrementVersion(
    ApplicationId app,
    Increment increment,
    SemanticVersion startsFrom,
    Optional<ReleaseLine> line,
    Optional<SemanticVersion> lineStart,
    Optional<Duration> reservedFor,
    Request request)
    implements Change.OfApplication {

  /** Creates an increment that names no line and reserves nothing. */
  public IncrementVersion(
      ApplicationId app, Increment increment, SemanticVersion startsFrom, Request request) {
    this(app, increment, startsFrom, Optional.empty(), Optional.empty(), request);
  }

  /** Creates an increment that reserves nothing. */
  public IncrementVersion(
      ApplicationId app,
      Increment increment,
      SemanticVersion startsFrom,
      Optional<ReleaseLine> line,
      Optional<SemanticVersion> lineStart,
      Request request) {
    this(app, increment, startsFrom, line, lineStart, Optional.empty(), request);
  }

  @Override
  public Outcome applyTo(Registry registry, Instant at) {
    Optional<CommittedTransition> issued =
        request
            .sha()
            .flatMap(sha -> registry.idempotencyLog().find(app, sha))
            .filter(step -> isValid(step.transition(), registry, at));
    Optional<SemanticVersion> ofSource = issued.map(step -> step.transition().version());
    if (ofSource.filter(this::isOutside).isPresent()) {
      return new Outcome.Refused(Refusal.OUTSIDE_LINE);
    }
    if (issued.isPresent() && issued.get().transition().reservedUntil().isPresent()) {
      return ofReservation(registry, issued.get(), at);
    }
    Optional<SemanticVersion> toRelease =
        ofSource.filter(version -> version.isPreRelease() && isRelease());
    return issued.isPresent() && toRelease.isEmpty()
        ? new Outcome.Replayed(issued.get())
        : incremented(registry, toRelease, at);
  }

  /** An aborted reservation, or one that is gone, gives its source commit no version. */
  private boolean isValid(Transition step, Registry registry, Instant at) {
    return step.reservedUntil().isEmpty()
        || reservation(registry, step)
            .filter(found -> found.isOpen(at) || isConfirmed(found))
            .isPresent();
  }

  private static boolean isConfirmed(Reservation reservation) {
    return reservation.state() == Reservation.State.CONFIRMED;
  }

  private Optional<Reservation> reservation(Registry registry, Transition step) {
    return registry.known(app).flatMap(entry -> entry.reserved().find(step.version()));
  }

  /** Renews the source commit's reservation, or confirms it if its version is to be issued. */
  private Outcome ofReservation(Registry registry, CommittedTransition issued, Instant at) {
    Reservation reservation = reservation(registry, issued.transition()).orElseThrow();
    ApplicationVersion known = registry.known(app).orElseThrow();
    if (isConfirmed(reservation)) {
      return new Outcome.Replayed(issued);
    }
    if (known.isExhausted()) {
      return new Outcome.Refused(Refusal.VERSION_EXHAUSTED);
    }
    return reservedFor.isPresent()
        ? renewed(registry, issued, at)
        : SettleReservation.settled(
            registry,
            known,
            reservation,
            request.withSha(reservation.sha().or(request::sha)),
            Transition.Type.CONFIRM,
            at);
  }

  /**
   * A retry renews an open reservation; of an aborted one, or one that is gone, it gets another.
   * One that the entry does not remember any more was settled.
   */
  @Override
  public Optional<Outcome> repeated(
      Registry registry, List<CommittedTransition> earlier, Instant at) {
    CommittedTransition last = earlier.get(earlier.size() - 1);
    Optional<Instant> until = last.transition().reservedUntil();
    if (until.isEmpty()) {
      return Optional.of(new Outcome.Replayed(earlier));
    }
    Optional<Reservation> found = reservation(registry, last.transition());
    boolean forgotten = found.isEmpty() && until.get().plus(Reservation.GRACE).isAfter(at);
    if (forgotten || found.filter(IncrementVersion::isConfirmed).isPresent()) {
      return Optional.of(new Outcome.Replayed(earlier));
    }
    return found.filter(known -> known.isOpen(at)).map(open -> renewed(registry, last, at));
  }

  private Outcome renewed(Registry registry, CommittedTransition issued, Instant at) {
    Transition step = issued.transition();
    ApplicationVersion known = registry.known(app).orElseThrow();
    Reservation open = known.reserved().find(step.version()).orElseThrow();
    Instant until = until(reservedFor.orElseThrow(), at);
    if (!until.isAfter(open.time()) || known.isExhausted()) {
      return new Outcome.Replayed(issued);
    }
    Reservation longer = Reservation.until(open.version(), until, open.sha());
    ApplicationVersion touched = known.touched(at);
    ApplicationVersion entry = touched.with(touched.versions().with(longer, false));
    return placed(
        registry,
        entry,
        Transition.issuing(
                step.type(),
                step.previous().orElse(known.current()),
                open.version(),
                step.line(),
                entry,
                request)
            .until(Optional.of(until)));
  }

  /** Commits have whole seconds. */
  private static Instant until(Duration time, Instant at) {
    return at.plus(time).truncatedTo(ChronoUnit.SECONDS);
  }

  private boolean isRelease() {
    return increment.type() == Transition.Type.RELEASE;
  }

  private boolean isOutside(SemanticVersion version) {
    return line.filter(named -> !named.contains(version)).isPresent();
  }

  /**
   * @param toRelease the source commit's own pre-release, if its release is requested
   */
  private Outcome incremented(Registry registry, Optional<SemanticVersion> toRelease, Instant at) {
    if (line.filter(named -> !named.takes(increment.type())).isPresent()) {
      return new Outcome.Refused(Refusal.OUTSIDE_LINE);
    }
    Optional<SemanticVersion> kept = registry.kept(app, line, at);
    Optional<SemanticVersion> from = toRelease.or(() -> kept).or(this::start);
    if (from.isEmpty()) {
      return new Outcome.Refused(Refusal.LINE_NOT_FOUND);
    }
    if (kept.filter(top -> !increment.mayFollow(top)).isPresent()) {
      return new Outcome.Refused(Refusal.NOT_CALVER);
    }
    Optional<SemanticVersion> next = increment.next(from.get(), at);
    if (next.isPresent() && kept.filter(top -> next.get().compareTo(top) <= 0).isPresent()) {
      return new Outcome.Refused(Refusal.VERSION_NOT_HIGHER);
    }
    Optional<SemanticVersion> free = next.flatMap(version -> free(registry, version));
    if (free.isEmpty()) {
      return new Outcome.Refused(next.isEmpty() ? increment.refusal() : Refusal.VERSION_EXHAUSTED);
    }
    return refusal(registry, free.get(), at)
        .<Outcome>map(Outcome.Refused::new)
        .orElseGet(() -> issued(registry, from.get(), free.get(), at));
  }

  private Optional<Refusal> refusal(Registry registry, SemanticVersion version, Instant at) {
    Optional<ApplicationVersion> known = registry.known(app);
    if (isOutside(version)) {
      return Optional.of(Refusal.OUTSIDE_LINE);
    }
    if (known.filter(ApplicationVersion::isExhausted).isPresent()) {
      return Optional.of(Refusal.VERSION_EXHAUSTED);
    }
    long open = known.map(entry -> entry.reserved().open(at)).orElse(0L);
    return reservedFor.isPresent() && open >= Reservations.MAX_OPEN
        ? Optional.of(Refusal.TOO_MANY_RESERVATIONS)
        : Optional.empty();
  }

  /** Returns a version, or one above all that were handed out in its X.Y. */
  private Optional<SemanticVersion> free(Registry registry, SemanticVersion version) {
    Optional<SemanticVersion> taken =
        registry
            .handedOut(app)
            .highest(ReleaseLine.of(version))
            .filter(top -> top.compareTo(version) >= 0);
    return taken.isEmpty() ? Optional.of(version) : above(taken.get(), version);
  }

  private Optional<SemanticVersion> above(SemanticVersion taken, SemanticVersion wanted) {
    boolean preRelease =
        increment.type() == Transition.Type.PRERELEASE && !wanted.preRelease().isEmpty();
    return preRelease
        ? new ToPreRelease(Level.PATCH, wanted.preRelease().get(0)).next(taken)
        : new ToRelease(Level.PATCH).next(taken);
  }

  private Optional<SemanticVersion> start() {
    return line.isPresent() ? lineStart.filter(line.get()::contains) : Optional.of(startsFrom);
  }

  private Outcome issued(
      Registry registry, SemanticVersion from, SemanticVersion next, Instant at) {
    Optional<Instant> until = reservedFor.map(time -> until(time, at));
    ApplicationVersion entry =
        until
            .map(
                time -> reserving(registry, from, Reservation.until(next, time, request.sha()), at))
            .orElseGet(() -> issuing(registry, next, at));
    Transition step =
        Transition.issuing(increment.type(), from, next, line, entry, request).until(until);
    return placed(registry.handingOut(app, before(registry, from)), entry, step);
  }

  /** The version that a line starts from is kept; any other one is known. */
  private HandedOut before(Registry registry, SemanticVersion from) {
    boolean start = registry.handedOut(app).highest(ReleaseLine.of(from)).isEmpty();
    return start ? HandedOut.NONE.with(from) : HandedOut.NONE;
  }

  private ApplicationVersion issuing(Registry registry, SemanticVersion next, Instant at) {
    return startingAt(
        registry,
        ApplicationVersion.issuing(
            registry.find(app), registry.known(app), app, next, line, request.sha(), at));
  }

  /** An unknown app that only has reservations stands where it starts. */
  private ApplicationVersion reserving(
      Registry registry, SemanticVersion from, Reservation reservation, Instant at) {
    ApplicationVersion touched =
        registry
            .known(app)
            .map(known -> known.touched(at))
            .orElseGet(
                () ->
                    ApplicationVersion.following(
                        Optional.empty(), app, from, Optional.empty(), at));
    return startingAt(
        registry, touched.with(touched.versions().with(reservation, line.isPresent())));
  }

  /** An unknown app that starts in a line never gets a version below its other ones. */
  private ApplicationVersion startingAt(Registry registry, ApplicationVersion entry) {
    return registry.known(app).isEmpty() && line.isPresent()
        ? entry.with(entry.versions().with(startsFrom, false))
        : entry;
  }

  private Outcome placed(Registry registry, ApplicationVersion entry, Transition step) {
    boolean there = reservedFor.isEmpty() || registry.find(app).isPresent();
    return Outcome.Applied.of(there ? registry.with(entry) : registry.withDeleted(entry), step);
  }

  /** With a source commit, an increment may have confirmed its reservation. */
  @Override
  public boolean isStep(Transition step) {
    boolean confirmed =
        step.type() == Transition.Type.CONFIRM
            && reservedFor.isEmpty()
            && request.sha().isPresent();
    return step.app().equals(app)
        && (confirmed
            || (step.type() == increment.type()
                && step.line().equals(line)
                && step.reservedUntil().isPresent() == reservedFor.isPresent()));
  }
}
