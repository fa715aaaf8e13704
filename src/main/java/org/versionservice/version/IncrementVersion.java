package org.versionservice.version;

import java.time.Instant;
import java.util.Optional;

/**
 * Issues the next version of an app, or of one of its release lines: above the highest that was
 * ever handed out there, even if the app was deleted or lowered since. A source commit gets one
 * version, or a pre-release and its release.
 *
 * @param startsFrom the version that an unknown app continues from
 * @param line the line to continue; empty to continue from the highest version of all lines
 * @param lineStart the version that an unknown line continues from
 */
public record IncrementVersion(
    ApplicationId app,
    Increment increment,
    SemanticVersion startsFrom,
    Optional<ReleaseLine> line,
    Optional<SemanticVersion> lineStart,
    Request request)
    implements Change.OfApplication {

  /** Creates an increment that names no line. */
  public IncrementVersion(
      ApplicationId app, Increment increment, SemanticVersion startsFrom, Request request) {
    this(app, increment, startsFrom, Optional.empty(), Optional.empty(), request);
  }

  @Override
  public Outcome applyTo(Registry registry, Instant at) {
    Optional<CommittedTransition> issued =
        request.sha().flatMap(sha -> registry.idempotencyLog().find(app, sha));
    Optional<SemanticVersion> ofSource = issued.map(step -> step.transition().version());
    if (ofSource.filter(this::isOutside).isPresent()) {
      return new Outcome.Refused(Refusal.OUTSIDE_LINE);
    }
    Optional<SemanticVersion> toRelease =
        ofSource.filter(version -> version.isPreRelease() && isRelease());
    return issued.isPresent() && toRelease.isEmpty()
        ? new Outcome.Replayed(issued.get())
        : incremented(registry, toRelease, at);
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
    Optional<SemanticVersion> highest = registry.handedOut(app).highest(line);
    Optional<SemanticVersion> from = toRelease.or(() -> highest).or(this::start);
    if (from.isEmpty()) {
      return new Outcome.Refused(Refusal.LINE_NOT_FOUND);
    }
    if (highest.filter(top -> !increment.mayFollow(top)).isPresent()) {
      return new Outcome.Refused(Refusal.NOT_CALVER);
    }
    Optional<SemanticVersion> next = increment.next(from.get(), at);
    if (next.isEmpty()) {
      return new Outcome.Refused(increment.refusal());
    }
    if (isOutside(next.get())) {
      return new Outcome.Refused(Refusal.OUTSIDE_LINE);
    }
    if (highest.filter(top -> next.get().compareTo(top) <= 0).isPresent()) {
      return new Outcome.Refused(Refusal.VERSION_NOT_HIGHER);
    }
    return registry.known(app).filter(ApplicationVersion::isExhausted).isPresent()
        ? new Outcome.Refused(Refusal.VERSION_EXHAUSTED)
        : issued(registry, from.get(), next.get(), at);
  }

  private Optional<SemanticVersion> start() {
    return line.isPresent() ? lineStart.filter(line.get()::contains) : Optional.of(startsFrom);
  }

  /** An unknown app that starts in a line never gets a version below its other ones. */
  private Outcome issued(
      Registry registry, SemanticVersion from, SemanticVersion next, Instant at) {
    Optional<ApplicationVersion> known = registry.known(app);
    ApplicationVersion issued =
        ApplicationVersion.issuing(registry.find(app), known, app, next, line, request.sha(), at);
    ApplicationVersion entry =
        known.isEmpty() && line.isPresent() ? issued.handingOut(startsFrom, false) : issued;
    Transition step = Transition.issuing(increment.type(), from, next, line, entry, request);
    return Outcome.Applied.of(
        registry.with(entry).handingOut(app, HandedOut.NONE.with(from)), step);
  }

  @Override
  public boolean isStep(Transition step) {
    return step.app().equals(app) && step.type() == increment.type() && step.line().equals(line);
  }
}
