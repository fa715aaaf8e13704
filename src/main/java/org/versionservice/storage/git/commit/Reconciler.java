package org.versionservice.storage.git.commit;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.remote.RemoteBranch;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.storage.git.repository.CloneRecovery;
import org.versionservice.storage.git.repository.GitRepository;
import org.versionservice.storage.git.repository.HistoryIndex;
import org.versionservice.storage.git.repository.RecoveredChanges;
import org.versionservice.storage.git.repository.ReplacedBranch;
import org.versionservice.storage.git.repository.UnrelatedHistoriesException;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.HeldVersions;
import org.versionservice.version.Layout;
import org.versionservice.version.Outcome;
import org.versionservice.version.Rebase;
import org.versionservice.version.Registry;
import org.versionservice.version.Request;

/** Combines the commits here with those of the remote and loses none. For one thread at a time. */
public final class Reconciler {

  private static final System.Logger LOG = System.getLogger(Reconciler.class.getName());

  private final GitRepository repository;
  private final LocalBranch local;
  private final Optional<RemoteBranch> remote;
  private final CloneRecovery recovery;
  private final RecoveredChanges recovered;
  private final HistoryIndex index;
  private final RecentChanges recent;
  private final ConflictLog conflicts = new ConflictLog();
  private final BranchLoader loader;
  private final Clock clock;
  private volatile Optional<String> defect = Optional.empty();

  /** The last two heads without a common ancestor, because the check runs each second. */
  private List<Optional<ObjectId>> unrelated = List.of();

  /** The state of the remote that steps were rebased onto last: the base of the next rebase. */
  private Optional<BranchState> upstream = Optional.empty();

  public Reconciler(
      GitRepository repository,
      LocalBranch local,
      Optional<RemoteBranch> remote,
      CloneRecovery recovery,
      HistoryIndex index,
      RecentChanges recent,
      Duration keysKeptFor,
      Clock clock) {
    this.repository = repository;
    this.local = local;
    this.remote = remote;
    this.recovery = recovery;
    this.index = index;
    this.recent = recent;
    this.recovered = new RecoveredChanges(recovery, repository);
    this.loader = new BranchLoader(repository, recovery, index, conflicts, keysKeptFor, clock);
    this.clock = clock;
  }

  /** Returns why the newest {@code versions.json} cannot be used; empty if it can. */
  Optional<String> defect() {
    return defect;
  }

  /** Deletes the clones that were set aside, if all their commits are pushed. */
  void settle() throws IOException {
    recovered.settle();
  }

  /** Returns whether an edit by others was taken over since the last call. */
  boolean tookEdits() {
    return loader.tookEdits();
  }

  /** Returns the newest steps that met a conflict in a rebase, newest first. */
  public List<CommittedTransition> conflicts() {
    return conflicts.newest();
  }

  /** Takes over fetched commits and edits on disk; returns the new own steps, oldest first. */
  List<CommittedTransition> integrate() throws IOException {
    Optional<String> unusable = recovery.problem();
    if (unusable.isPresent()) {
      defect = unusable;
      return List.of();
    }
    boolean first = local.head().isEmpty();
    try {
      defect = recovered.begin().or(() -> defect);
      List<CommittedTransition> steps = integrate(repository.head(), repository.remoteHead());
      recent.note(steps);
      Optional<String> unreadable = recovered.bring(this::commitRecovered);
      unreadable.ifPresentOrElse(this::noteDefect, () -> noteUsable(first));
      return steps;
    } catch (InvalidVersionsFileException invalid) {
      return noteDefect(String.valueOf(invalid.getMessage())) ? unread() : List.of();
    } catch (UnrelatedHistoriesException replaced) {
      noteDefect(String.valueOf(replaced.getMessage()));
      return List.of();
    }
  }

  private void noteUsable(boolean first) {
    if (first) {
      int apps = local.loaded().registry().all().size();
      LOG.log(INFO, "{0} apps are loaded, data is in {1}", apps, repository.jgit().getDirectory());
    }
    if (defect.isPresent()) {
      LOG.log(INFO, "changes are possible again");
      defect = Optional.empty();
    }
  }

  /** Returns the steps of the remote that are not taken over, because its file is invalid. */
  private List<CommittedTransition> unread() throws IOException {
    Optional<ObjectId> theirs = repository.remoteHead();
    Optional<BranchState> known = local.head();
    return theirs.isEmpty() || known.isEmpty()
        ? List.of()
        : repository.commits().steps(known.get().commit(), theirs.get());
  }

  /** Records why changes are impossible; returns whether the reason is new. */
  private boolean noteDefect(String problem) {
    boolean isNews = !defect.equals(Optional.of(problem));
    if (isNews) {
      LOG.log(WARNING, "no changes until this is mended: {0}", problem);
      defect = Optional.of(problem);
    }
    return isNews;
  }

  private List<CommittedTransition> integrate(Optional<ObjectId> ours, Optional<ObjectId> theirs)
      throws IOException, InvalidVersionsFileException, UnrelatedHistoriesException {
    if (local.head().isEmpty() && ours.isEmpty()) {
      // All at once: a state without apps, even for a moment, would be an answer.
      local.adopt(ours, loader.load(theirs));
      return List.of();
    }
    if (local.head().isEmpty()) {
      begin(ours.orElseThrow());
    }
    if (unrelated.equals(List.of(ours, theirs))) {
      throw new UnrelatedHistoriesException(ours.orElseThrow(), theirs.orElseThrow());
    }
    if (theirs.isEmpty() || (ours.isPresent() && isAncestor(theirs.get(), ours.get()))) {
      return ours.equals(local.commit()) || ours.isEmpty() ? List.of() : follow(ours, ours.get());
    }
    if (ours.isEmpty() || isAncestor(ours.get(), theirs.get())) {
      return follow(ours, theirs.get());
    }
    Optional<ObjectId> base = repository.commits().mergeBase(ours.get(), theirs.get());
    return base.isPresent()
        ? rebase(base.get(), ours.get(), theirs.get())
        : replace(ours.get(), theirs.get());
  }

  private void begin(ObjectId ours) throws IOException, InvalidVersionsFileException {
    try {
      local.adopt(Optional.of(ours), loader.load(Optional.of(ours)));
    } catch (InvalidVersionsFileException invalid) {
      Optional<ObjectId> valid = loader.newestValid(ours);
      if (valid.isEmpty()) {
        throw invalid;
      }
      local.show(loader.load(valid));
    }
  }

  private boolean isAncestor(ObjectId ancestor, ObjectId of) throws IOException {
    return ancestor.equals(of) || repository.commits().isAncestor(ancestor, of);
  }

  private List<CommittedTransition> follow(Optional<ObjectId> ours, ObjectId to)
      throws IOException, InvalidVersionsFileException {
    BranchLoader.Followed there = loader.follow(local.loaded(), to);
    there.steps().forEach(conflicts::note);
    local.adopt(ours, there.state());
    return there.steps();
  }

  private List<CommittedTransition> rebase(ObjectId base, ObjectId ours, ObjectId theirs)
      throws IOException, InvalidVersionsFileException {
    List<CommittedTransition> there = repository.commits().steps(Optional.of(base), theirs);
    BranchState onto =
        upstream.isPresent()
            ? loader.follow(upstream.get(), theirs).state()
            : loader.load(Optional.of(theirs));
    upstream = Optional.of(onto);
    there.forEach(conflicts::note);
    List<CommittedTransition> here = repository.commits().steps(Optional.of(base), ours);
    Optional<String> problem = problemOf(here, onto);
    if (problem.isPresent()) {
      throw InvalidVersionsFileException.known(problem.get());
    }
    CommitBatch draft = rebased(here, there, onto);
    Optional<Request> conversion = repository.commits().conversion(base, ours, theirs);
    if (conversion.isPresent()) {
      convertAgain(draft, conversion.get());
    }
    if (draft.isEmpty()) {
      local.adopt(Optional.of(ours), onto);
    } else {
      local.store(draft);
      local.acknowledge(Optional.of(ours), draft);
    }
    return there;
  }

  private void convertAgain(CommitBatch draft, Request conversion) throws IOException {
    Layout layout = local.loaded().files().layout();
    Outcome outcome = draft.apply(new Change.ConvertLayout(layout, conversion));
    if (outcome instanceof Outcome.Unreadable unreadable) {
      LOG.log(WARNING, "the layout stays as the remote has it: {0}", unreadable.problem());
    }
  }

  /** Returns why steps cannot be made again: the file of a project is broken. */
  private static Optional<String> problemOf(List<CommittedTransition> steps, BranchState onto) {
    return steps.stream()
        .map(step -> step.transition().app().project())
        .flatMap(project -> onto.registry().problemOf(project).stream())
        .findFirst();
  }

  /** Takes over a branch that an administrator put in the place of the old one. */
  private List<CommittedTransition> replace(ObjectId ours, ObjectId theirs)
      throws IOException, InvalidVersionsFileException, UnrelatedHistoriesException {
    BranchState here = local.loaded();
    boolean pushed = remote.flatMap(RemoteBranch::previous).filter(ours::equals).isPresent();
    Registry inFiles = repository.load(here.commit().orElseThrow()).registry();
    if (!ReplacedBranch.isAllowed(inFiles, repository.load(theirs).registry(), pushed)) {
      unrelated = List.of(Optional.of(ours), Optional.of(theirs));
      throw new UnrelatedHistoriesException(ours, theirs);
    }
    Registry there = loader.load(Optional.of(theirs)).registry();
    Registry both = here.registry().succeededBy(there);
    List<CommittedTransition> steps = repository.commits().steps(Optional.empty(), theirs);
    BranchState replaced = repository.load(theirs, repository.none(both), () -> HeldVersions.NONE);
    local.adopt(Optional.of(ours), replaced.remembering(steps));
    loader.noteEdit();
    index.drop();
    LOG.log(
        WARNING, "the branch was replaced: {0} takes the place of {1}", theirs.name(), ours.name());
    return steps;
  }

  /** Rebases steps onto a head, except those that are there already. */
  private CommitBatch rebased(
      List<CommittedTransition> steps, List<CommittedTransition> there, BranchState onto)
      throws IOException {
    Set<ChangeId> landed =
        there.stream().map(CommittedTransition::changeId).collect(Collectors.toSet());
    CommitBatch draft = local.draft(onto, clock.instant());
    Rebase rebase = new Rebase(onto.registry());
    for (CommittedTransition step : steps) {
      if (!landed.contains(step.changeId())) {
        conflicts.report(draft.rebase(step.transition(), rebase));
      }
    }
    return draft;
  }

  /** Makes the changes again that a damaged clone had not pushed; returns why it cannot. */
  private Optional<String> commitRecovered(List<CommittedTransition> steps) throws IOException {
    BranchState head = local.loaded();
    Optional<String> problem = problemOf(steps, head);
    if (problem.isPresent()) {
      return problem;
    }
    Instant since = recovered.earliest(steps);
    List<CommittedTransition> there =
        head.commit().isEmpty()
            ? List.of()
            : repository.commits().steps(Optional.empty(), head.commit().get(), since);
    CommitBatch draft = rebased(steps, there, head);
    if (!draft.isEmpty()) {
      local.store(draft);
      local.acknowledge(head.commit(), draft);
    }
    return Optional.empty();
  }
}
