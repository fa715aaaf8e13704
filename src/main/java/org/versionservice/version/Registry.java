package org.versionservice.version;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All apps and their versions at one moment; immutable.
 *
 * <p>Pure functions of the state and the change decide every version here. After another replica
 * overtook a push, the same changes are applied to the newer state, as often as necessary.
 */
public final class Registry {

  private final Applications apps;
  private final IdempotencyLog ledger;
  private final Map<ProjectId, String> problems;

  private Registry(Applications apps, IdempotencyLog ledger, Map<ProjectId, String> problems) {
    this.apps = apps;
    this.ledger = ledger;
    this.problems = problems;
  }

  /**
   * Returns an empty registry.
   *
   * @param keysKeptFor how long idempotency keys are kept
   */
  public static Registry empty(Duration keysKeptFor) {
    return new Registry(Applications.NONE, IdempotencyLog.empty(keysKeptFor), Map.of());
  }

  /** Returns the successor of this state, read from a file alone. */
  public Registry succeededBy(
      Collection<ApplicationVersion> live, Collection<ApplicationVersion> removed) {
    return succeededBy(live, removed, HeldVersions.NONE);
  }

  /** Returns the successor of this state, read from another branch. */
  public Registry succeededBy(Registry other) {
    return succeededBy(other.all(), other.allDeleted()).handingOut(other.handedOut());
  }

  /**
   * Returns the successor of this state, read from a file that may be edited by hand. It keeps what
   * only this state or the commits since know: an app that the file lacks counts as deleted, and no
   * version is issued again.
   *
   * @param live the entries of the live apps, with distinct ids
   * @param removed the last entries of deleted apps, with distinct ids; some may be live again
   * @param held what the commits between this state and the file tell
   */
  public Registry succeededBy(
      Collection<ApplicationVersion> live,
      Collection<ApplicationVersion> removed,
      HeldVersions held) {
    return with(apps.succeededBy(live, removed, held));
  }

  /**
   * Returns the successor of this state, read from the files of some projects; those of all other
   * projects say the same as this state. Its cost does not depend on the number of other apps.
   *
   * @param live the entries of the live apps of these projects, with distinct ids
   * @param removed the last entries of deleted apps of these projects, with distinct ids; some may
   *     be live again
   * @param held what the commits between this state and the files tell, also about other projects
   */
  public Registry succeededIn(
      Set<ProjectId> projects,
      Collection<ApplicationVersion> live,
      Collection<ApplicationVersion> removed,
      HeldVersions held) {
    return with(apps.succeededIn(projects, live, removed, held));
  }

  /** Returns the entry of a live app. */
  public Optional<ApplicationVersion> find(ApplicationId app) {
    return apps.live().find(app);
  }

  /** Returns the last entry of a deleted app. */
  public Optional<ApplicationVersion> findDeleted(ApplicationId app) {
    return apps.deleted().find(app);
  }

  /** Returns all live apps, sorted by id; unmodifiable. */
  public List<ApplicationVersion> all() {
    return apps.live();
  }

  /** Returns the live apps of a project, sorted by id; empty for an unknown project. */
  public List<ApplicationVersion> of(ProjectId project) {
    return apps.live().of(project);
  }

  /** Returns the last entries of all deleted apps, sorted by id. */
  public List<ApplicationVersion> allDeleted() {
    return apps.deleted();
  }

  /** Returns what was handed out of an app, live or deleted; nothing of an unknown one. */
  public HandedOut handedOut(ApplicationId app) {
    return apps.handedOut(app);
  }

  /**
   * Returns the highest version of an app or of a line that is kept or reserved at a time, else the
   * highest one that was handed out there.
   */
  public Optional<SemanticVersion> kept(ApplicationId app, Optional<ReleaseLine> line, Instant at) {
    HandedOut table = handedOut(app);
    Optional<SemanticVersion> reserved =
        known(app).flatMap(entry -> entry.reserved().kept(line, at));
    return SemanticVersion.max(table.kept(line), reserved).or(() -> table.highest(line));
  }

  /** Returns what was handed out of each app, in no particular order. */
  public Map<ApplicationId, HandedOut> handedOut() {
    Map<ApplicationId, HandedOut> all = new HashMap<>();
    apps.handedOut().entries().forEach(app -> all.put(app.getKey(), app.getValue()));
    return all;
  }

  /** Returns this state with versions of apps handed out. */
  public Registry handingOut(Map<ApplicationId, HandedOut> versions) {
    return with(apps.handingOut(versions));
  }

  Registry handingOut(ApplicationId app, HandedOut versions) {
    return with(apps.handingOut(app, versions));
  }

  /**
   * Returns this state with other projects whose file cannot be read. Their apps stay as they are:
   * reads see the last good state, and no change is applied.
   *
   * @param unreadable the problem of each of these projects, and of no other; clients see it
   */
  public Registry unreadable(Map<ProjectId, String> unreadable) {
    return new Registry(apps, ledger, Map.copyOf(unreadable));
  }

  /** Returns why the file of a project cannot be read; empty if it can. */
  public Optional<String> problemOf(ProjectId project) {
    return Optional.ofNullable(problems.get(project));
  }

  /** Returns the problems of all projects whose file cannot be read. */
  public Map<ProjectId, String> problems() {
    return problems;
  }

  /** Applies a change to this state, whose commit is not known. */
  public Outcome apply(Change change, Instant at) {
    return apply(change, Optional.empty(), at);
  }

  /**
   * Applies a change to this state, unless its idempotency key was used before.
   *
   * @param head the commit that holds this state; empty before the first commit
   */
  public Outcome apply(Change change, Optional<CommitId> head, Instant at) {
    List<CommittedTransition> earlier = change.earlier(ledger, at);
    if (!earlier.stream().map(CommittedTransition::transition).allMatch(change::isStep)) {
      return new Outcome.Refused(Refusal.IDEMPOTENCY_KEY_REUSED);
    }
    Optional<Outcome> repeated =
        earlier.isEmpty() ? Optional.empty() : change.repeated(this, earlier, at);
    return readably(
        change, repeated.orElseGet(() -> conditionally(change, head, change.applyTo(this, at))));
  }

  /** Only the steps of an earlier try are known for certain if the project's file is not. */
  private Outcome readably(Change change, Outcome outcome) {
    if (problems.isEmpty() || outcome instanceof Outcome.Replayed) {
      return outcome;
    }
    Optional<ProjectId> project = change.ofProject();
    Optional<String> problem =
        project.isPresent()
            ? problemOf(project.get())
            : problems.values().stream().sorted().findFirst();
    return problem.<Outcome>map(Outcome.Unreadable::new).orElse(outcome);
  }

  /** RFC 9110 §13.2.1: the answers to a retry and to an absent target ignore the conditions. */
  private Outcome conditionally(Change change, Optional<CommitId> head, Outcome outcome) {
    boolean unconditional =
        outcome instanceof Outcome.Replayed
            || (outcome instanceof Outcome.Refused refused && refused.refusal().isAbsence());
    if (!unconditional
        && !change.conditions().stream().allMatch(condition -> condition.holds(this, head))) {
      return new Outcome.Refused(Refusal.PRECONDITION_FAILED);
    }
    return change.format().filter(format -> !outcome.isExpressible(format)).isPresent()
        ? new Outcome.Refused(Refusal.NOT_EXPRESSIBLE)
        : outcome;
  }

  /** Returns the newest step of an app for a source commit. */
  public Optional<Transition> issuedFor(ApplicationId app, SourceSha sha) {
    return ledger.find(app, sha).map(CommittedTransition::transition);
  }

  /**
   * Returns this state with those of the entries that are newer.
   *
   * @param present entries of live apps
   * @param removed the last entries of deleted apps; no id is in both
   */
  public Registry aheadBy(
      Collection<ApplicationVersion> present, Collection<ApplicationVersion> removed) {
    return with(apps.aheadBy(present, removed));
  }

  /** Returns this state with the entry of one app as a later state has it. */
  public Registry withEntryOf(ApplicationId app, Registry later) {
    return later
        .find(app)
        .map(this::with)
        .or(() -> later.findDeleted(app).map(this::withDeleted))
        .orElse(this)
        .handingOut(app, later.handedOut(app));
  }

  private Registry with(Applications other) {
    return new Registry(other, ledger, problems);
  }

  /** Returns this state with a step added to its idempotency log. */
  public Registry remembering(CommittedTransition issued) {
    return new Registry(apps, ledger.with(issued), problems);
  }

  /** Returns this state with another idempotency log. */
  public Registry remembering(IdempotencyLog past) {
    return new Registry(apps, past, problems);
  }

  /** Returns the steps of idempotency keys and source commits. */
  public IdempotencyLog idempotencyLog() {
    return ledger;
  }

  Optional<ApplicationVersion> known(ApplicationId app) {
    return apps.known(app);
  }

  Registry with(ApplicationVersion entry) {
    return with(apps.with(entry));
  }

  Registry withDeleted(ApplicationVersion last) {
    return with(apps.withDeleted(last));
  }

  /** Returns the entries of all live apps, then the last entries of all deleted ones. */
  public List<ApplicationVersion> everKnown() {
    List<ApplicationVersion> entries = new ArrayList<>(all());
    entries.addAll(allDeleted());
    return entries;
  }

  /** Returns this state with the apps of one project only. */
  public Registry only(ProjectId project) {
    return with(apps.only(project));
  }
}
