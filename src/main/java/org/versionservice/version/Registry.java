package org.versionservice.version;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All apps and their versions at one moment; immutable.
 *
 * <p>Pure functions of the state and the change decide every version here. After another replica
 * overtook a push, the same changes are applied to the newer state, as often as necessary.
 */
public final class Registry {

  private final AppTable apps;
  private final AppTable deleted;
  private final IdempotencyLog ledger;
  private final Map<ProjectId, String> problems;

  private Registry(
      AppTable apps, AppTable deleted, IdempotencyLog ledger, Map<ProjectId, String> problems) {
    this.apps = apps;
    this.deleted = deleted;
    this.ledger = ledger;
    this.problems = problems;
  }

  /**
   * Returns an empty registry.
   *
   * @param keysKeptFor how long idempotency keys are kept
   */
  public static Registry empty(Duration keysKeptFor) {
    return new Registry(
        AppTable.EMPTY, AppTable.EMPTY, IdempotencyLog.empty(keysKeptFor), Map.of());
  }

  /** Returns the successor of this state, read from a file alone. */
  public Registry succeededBy(
      Collection<ApplicationVersion> live, Collection<ApplicationVersion> removed) {
    return succeededBy(live, removed, HeldVersions.NONE);
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
    return succeeded(apps, live, removed, held);
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
    List<ApplicationVersion> before =
        projects.stream().flatMap(project -> apps.of(project).stream()).toList();
    List<ApplicationVersion> allLive = new ArrayList<>(live);
    List<ApplicationVersion> allRemoved = new ArrayList<>(removed);
    for (ApplicationId app : held.apps()) {
      if (!projects.contains(app.project())) {
        find(app).ifPresent(allLive::add);
        findDeleted(app).ifPresent(allRemoved::add);
      }
    }
    return succeeded(before, allLive, allRemoved, held);
  }

  /**
   * @param before the live apps that count as deleted if the files lack them
   */
  private Registry succeeded(
      List<ApplicationVersion> before,
      Collection<ApplicationVersion> live,
      Collection<ApplicationVersion> removed,
      HeldVersions held) {
    Map<ApplicationId, ApplicationVersion> file = new HashMap<>();
    removed.forEach(entry -> file.put(entry.id(), entry));
    live.forEach(entry -> file.merge(entry.id(), entry, (last, now) -> now.above(last)));
    Set<ApplicationId> liveIds =
        live.stream().map(ApplicationVersion::id).collect(Collectors.toCollection(HashSet::new));
    Set<ApplicationId> all = new HashSet<>(file.keySet());
    before.forEach(entry -> all.add(entry.id()));
    all.addAll(held.apps());
    List<ApplicationVersion> found = new ArrayList<>(live.size());
    List<ApplicationVersion> last = new ArrayList<>();
    for (ApplicationId app : all.stream().sorted().toList()) {
      held.after(app, known(app), Optional.ofNullable(file.get(app)))
          .ifPresent(entry -> (liveIds.contains(app) ? found : last).add(entry));
    }
    return moved(found, last);
  }

  /** Returns the entry of a live app. */
  public Optional<ApplicationVersion> find(ApplicationId app) {
    return apps.find(app);
  }

  /** Returns the last entry of a deleted app. */
  public Optional<ApplicationVersion> findDeleted(ApplicationId app) {
    return deleted.find(app);
  }

  /** Returns all live apps, sorted by id; unmodifiable. */
  public List<ApplicationVersion> all() {
    return apps;
  }

  /** Returns the live apps of a project, sorted by id; empty for an unknown project. */
  public List<ApplicationVersion> of(ProjectId project) {
    return apps.of(project);
  }

  /** Returns the last entries of all deleted apps, sorted by id. */
  public List<ApplicationVersion> allDeleted() {
    return deleted;
  }

  /**
   * Returns this state with other projects whose file cannot be read. Their apps stay as they are:
   * reads see the last good state, and no change is applied.
   *
   * @param unreadable the problem of each of these projects, and of no other; clients see it
   */
  public Registry unreadable(Map<ProjectId, String> unreadable) {
    return new Registry(apps, deleted, ledger, Map.copyOf(unreadable));
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
    if (earlier.isEmpty()) {
      return readably(change, conditionally(change, head, change.applyTo(this, at)));
    }
    return earlier.stream().map(CommittedTransition::transition).allMatch(change::isStep)
        ? new Outcome.Replayed(earlier)
        : new Outcome.Refused(Refusal.IDEMPOTENCY_KEY_REUSED);
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

  /**
   * Returns the version of a build after the highest one of an app; it is not stored.
   *
   * @param startsFrom the version that an unknown app continues from
   * @return empty if there is no next patch
   */
  public Optional<SemanticVersion> devVersion(
      ApplicationId app, SemanticVersion startsFrom, DevBuild build) {
    return build.after(known(app).map(ApplicationVersion::highest).orElse(startsFrom));
  }

  /**
   * Returns this state with those of the entries that are newer.
   *
   * @param present entries of live apps
   * @param removed the last entries of deleted apps; no id is in both
   */
  public Registry aheadBy(
      Collection<ApplicationVersion> present, Collection<ApplicationVersion> removed) {
    List<ApplicationVersion> live = present.stream().filter(this::isNewer).toList();
    List<ApplicationVersion> last = removed.stream().filter(this::isNewer).toList();
    return moved(live, last);
  }

  /** Returns this state with the entry of one app as a later state has it. */
  public Registry withEntryOf(ApplicationId app, Registry later) {
    return later
        .find(app)
        .map(this::with)
        .or(() -> later.findDeleted(app).map(this::withDeleted))
        .orElse(this);
  }

  /** Returns this state with entries of live apps and last entries; no id is in both. */
  private Registry moved(List<ApplicationVersion> live, List<ApplicationVersion> last) {
    return with(apps.without(last).with(live), deleted.without(live).with(last));
  }

  private Registry with(AppTable live, AppTable last) {
    return new Registry(live, last, ledger, problems);
  }

  private boolean isNewer(ApplicationVersion entry) {
    return known(entry.id()).filter(known -> known.revision() >= entry.revision()).isEmpty();
  }

  /** Returns this state with a step added to its idempotency log. */
  public Registry remembering(CommittedTransition issued) {
    return new Registry(apps, deleted, ledger.with(issued), problems);
  }

  /** Returns this state with another idempotency log. */
  public Registry remembering(IdempotencyLog past) {
    return new Registry(apps, deleted, past, problems);
  }

  /** Returns the steps of idempotency keys and source commits. */
  public IdempotencyLog idempotencyLog() {
    return ledger;
  }

  Optional<ApplicationVersion> known(ApplicationId app) {
    return find(app).or(() -> findDeleted(app));
  }

  Registry with(ApplicationVersion entry) {
    return with(apps.with(entry), deleted.without(entry.id()));
  }

  Registry withDeleted(ApplicationVersion last) {
    return with(apps.without(last.id()), deleted.with(last));
  }

  /** Returns the entries of all live apps, then the last entries of all deleted ones. */
  public List<ApplicationVersion> everKnown() {
    List<ApplicationVersion> entries = new ArrayList<>(all());
    entries.addAll(allDeleted());
    return entries;
  }

  /** Returns this state with the apps of one project only. */
  public Registry only(ProjectId project) {
    return new Registry(
        AppTable.of(apps.of(project)), AppTable.of(deleted.of(project)), ledger, problems);
  }
}
