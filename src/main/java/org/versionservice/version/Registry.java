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
 * All apps and their versions at one moment, never changed once made.
 *
 * <p>Every version that is ever issued is decided here, by functions of the state and the change
 * alone: a push that another replica overtook applies the same changes to the newer state, as often
 * as it takes.
 */
public final class Registry {

  private final AppTable apps;
  private final AppTable deleted;
  private final IdempotencyLog ledger;

  private Registry(AppTable apps, AppTable deleted, IdempotencyLog ledger) {
    this.apps = apps;
    this.deleted = deleted;
    this.ledger = ledger;
  }

  /**
   * The registry that nobody has asked for a version yet.
   *
   * @param keysKeptFor how long an idempotency key is remembered
   */
  public static Registry empty(Duration keysKeptFor) {
    return new Registry(AppTable.EMPTY, AppTable.EMPTY, IdempotencyLog.empty(keysKeptFor));
  }

  /** The state that a file tells, as the successor of this one, where no commit tells more. */
  public Registry succeededBy(
      Collection<ApplicationVersion> there, Collection<ApplicationVersion> gone) {
    return succeededBy(there, gone, HeldVersions.NONE);
  }

  /**
   * The state that a file tells, as the successor of this one. What this one and the commits since
   * know and the file, perhaps edited by hand, does not, is kept: an app that is missing counts as
   * deleted, and no number that was reached is issued again.
   *
   * @param there the apps that are there; ids differ
   * @param gone the last entries of deleted ones; ids differ, one that is there too is back
   * @param held what the commits tell that lead from this state to the file
   */
  public Registry succeededBy(
      Collection<ApplicationVersion> there,
      Collection<ApplicationVersion> gone,
      HeldVersions held) {
    Map<ApplicationId, ApplicationVersion> file = new HashMap<>();
    gone.forEach(entry -> file.put(entry.id(), entry));
    there.forEach(entry -> file.merge(entry.id(), entry, (last, now) -> now.above(last)));
    Set<ApplicationId> live =
        there.stream().map(ApplicationVersion::id).collect(Collectors.toCollection(HashSet::new));
    Set<ApplicationId> all = new HashSet<>(file.keySet());
    all.addAll(held.apps());
    apps.all().forEach(entry -> all.add(entry.id()));
    deleted.all().forEach(entry -> all.add(entry.id()));
    List<ApplicationVersion> found = new ArrayList<>(there.size());
    List<ApplicationVersion> last = new ArrayList<>();
    for (ApplicationId app : all) {
      held.after(app, known(app), Optional.ofNullable(file.get(app)))
          .ifPresent(entry -> (live.contains(app) ? found : last).add(entry));
    }
    return new Registry(AppTable.of(found), AppTable.of(last), ledger);
  }

  /** The entry of an app that is there. */
  public Optional<ApplicationVersion> find(ApplicationId app) {
    return apps.find(app);
  }

  /** The last entry of an app that is not there any more. */
  public Optional<ApplicationVersion> findDeleted(ApplicationId app) {
    return deleted.find(app);
  }

  /** All apps, sorted by id. */
  public List<ApplicationVersion> all() {
    return apps.all();
  }

  /** The apps of a project, sorted by id; none if the project is not known. */
  public List<ApplicationVersion> of(ProjectId project) {
    return apps.of(project);
  }

  /** The last entries of all deleted apps, sorted by id. */
  public List<ApplicationVersion> allDeleted() {
    return deleted.all();
  }

  /** What becomes of a change to this state, where no commit is known to hold it. */
  public Outcome apply(Change change, Instant at) {
    return apply(change, Optional.empty(), at);
  }

  /**
   * What becomes of a change to this state; one whose key was seen before is not made again.
   *
   * @param head the commit that holds this state; empty while there is none
   */
  public Outcome apply(Change change, Optional<CommitId> head, Instant at) {
    List<CommittedTransition> earlier = change.earlier(ledger, at);
    if (earlier.isEmpty()) {
      return conditionally(change, head, change.applyTo(this, at));
    }
    return earlier.stream().map(CommittedTransition::transition).allMatch(change::isStep)
        ? new Outcome.Replayed(earlier)
        : new Outcome.Refused(Refusal.IDEMPOTENCY_KEY_REUSED);
  }

  /** RFC 9110 §13.2.1: a retry and what is not there at all are answered as without conditions. */
  private Outcome conditionally(Change change, Optional<CommitId> head, Outcome outcome) {
    boolean unconditional =
        outcome instanceof Outcome.Replayed
            || (outcome instanceof Outcome.Refused refused && refused.refusal().isAbsence());
    return unconditional
            || change.conditions().stream().allMatch(condition -> condition.holds(this, head))
        ? outcome
        : new Outcome.Refused(Refusal.PRECONDITION_FAILED);
  }

  /**
   * The version of a build between releases: the next patch with {@code dev-} and the abbreviated
   * sha. It sorts above the release it follows, and nothing is stored for it.
   *
   * @param startsFrom what an app that was never heard of moves on from
   * @return empty if there is no next patch
   */
  public Optional<SemanticVersion> devVersion(
      ApplicationId app, SemanticVersion startsFrom, SourceSha sha) {
    SemanticVersion from = known(app).map(ApplicationVersion::highest).orElse(startsFrom);
    return new Increment.ToRelease(Increment.Level.PATCH)
        .next(from)
        .map(next -> next.withPreRelease("dev-" + sha.abbreviated()));
  }

  /**
   * This state with entries of one that is ahead of it; those that are not newer than here are left
   * out.
   *
   * @param there entries of apps that are there
   * @param gone the last entries of deleted ones; no id is among both
   */
  public Registry aheadBy(
      Collection<ApplicationVersion> there, Collection<ApplicationVersion> gone) {
    List<ApplicationVersion> live = there.stream().filter(this::isNews).toList();
    List<ApplicationVersion> last = gone.stream().filter(this::isNews).toList();
    return new Registry(apps.without(last).with(live), deleted.without(live).with(last), ledger);
  }

  private boolean isNews(ApplicationVersion entry) {
    return known(entry.id()).filter(known -> known.revision() >= entry.revision()).isEmpty();
  }

  /** This state, which remembers for which key and source commit something was issued. */
  public Registry remembering(CommittedTransition issued) {
    return new Registry(apps, deleted, ledger.with(issued));
  }

  /** This state, which remembers just what the ledger tells. */
  public Registry remembering(IdempotencyLog past) {
    return new Registry(apps, deleted, past);
  }

  /** What was issued for a source commit of an app. */
  Optional<CommittedTransition> issuedFor(ApplicationId app, SourceSha sha) {
    return ledger.find(app, sha);
  }

  /** The entry of an app that is there or was. */
  Optional<ApplicationVersion> known(ApplicationId app) {
    return find(app).or(() -> findDeleted(app));
  }

  Registry with(ApplicationVersion entry) {
    return new Registry(apps.with(entry), deleted.without(entry.id()), ledger);
  }

  Registry withDeleted(ApplicationVersion last) {
    return new Registry(apps.without(last.id()), deleted.with(last), ledger);
  }
}
