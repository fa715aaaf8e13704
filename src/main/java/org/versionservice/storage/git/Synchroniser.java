package org.versionservice.storage.git;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.version.ChangeId;
import org.versionservice.version.Issued;
import org.versionservice.version.Ledger;
import org.versionservice.version.Rebase;
import org.versionservice.version.Registry;
import org.versionservice.version.Transition;

/**
 * Brings together what was acknowledged here and what the remote has, without losing either. Used
 * by one thread at a time.
 */
final class Synchroniser {

  private static final System.Logger LOG = System.getLogger(Synchroniser.class.getName());

  /** How many conflicts are remembered. */
  private static final int MOST_CONFLICTS = 1_000;

  private final GitRepository repository;
  private final LocalBranch local;
  private final Salvage salvage;
  private final SalvagedChanges salvaged;
  private final GitSettings settings;
  private final Clock clock;
  private final Deque<Issued> conflicts = new ConcurrentLinkedDeque<>();
  private volatile Optional<String> defect = Optional.empty();

  /** The state at the remote that steps were brought onto last: the next time it is the base. */
  private Optional<Head> upstream = Optional.empty();

  Synchroniser(
      GitRepository repository,
      LocalBranch local,
      Salvage salvage,
      GitSettings settings,
      Clock clock) {
    this.repository = repository;
    this.local = local;
    this.salvage = salvage;
    this.salvaged = new SalvagedChanges(salvage, repository);
    this.settings = settings;
    this.clock = clock;
  }

  /** What is wrong with the newest {@code versions.json}; empty if it can be relied on. */
  Optional<String> defect() {
    return defect;
  }

  /** Is done with the clones that were set aside, if all that was in them is pushed. */
  void settle() throws IOException {
    salvaged.settle();
  }

  /** The newest steps that met a conflict when they were brought to the remote, newest first. */
  List<Issued> conflicts() {
    return List.copyOf(conflicts);
  }

  /**
   * Takes over what the remote is known to have, and what somebody did to the branch here.
   *
   * @return this service's steps that are new here, oldest first
   */
  List<Issued> integrate() throws IOException {
    Optional<String> unusable = salvage.problem();
    if (unusable.isPresent()) {
      defect = unusable;
      return List.of();
    }
    boolean first = local.head().isEmpty();
    try {
      Optional<String> waiting = salvaged.begin();
      defect = waiting.or(() -> defect);
      List<Issued> steps = integrate(repository.head(), repository.remoteHead());
      Optional<String> unreadable = salvaged.bring(this::bringSalvaged);
      if (unreadable.isPresent()) {
        noteDefect(unreadable.get());
        return steps;
      }
      if (first) {
        int apps = local.head().orElseThrow().registry().all().size();
        LOG.log(INFO, "{0} apps are loaded, data is in {1}", apps, settings.directory());
      }
      if (defect.isPresent()) {
        LOG.log(INFO, "changes are possible again");
        defect = Optional.empty();
      }
      return steps;
    } catch (InvalidVersionsFileException invalid) {
      boolean isNews = noteDefect(String.valueOf(invalid.getMessage()));
      return isNews ? unread() : List.of();
    }
  }

  /** The steps at the remote that are not taken over, because the file there is not valid. */
  private List<Issued> unread() throws IOException {
    Optional<ObjectId> theirs = repository.remoteHead();
    Optional<Head> known = local.head();
    return theirs.isEmpty() || known.isEmpty()
        ? List.of()
        : repository.steps(known.get().commit(), theirs.get(), Instant.EPOCH);
  }

  /** Notes why there can be no changes; returns whether that is another reason than before. */
  private boolean noteDefect(String problem) {
    boolean isNews = !defect.equals(Optional.of(problem));
    if (isNews) {
      LOG.log(WARNING, "no changes until this is mended: {0}", problem);
      defect = Optional.of(problem);
    }
    return isNews;
  }

  private List<Issued> integrate(Optional<ObjectId> ours, Optional<ObjectId> theirs)
      throws IOException, InvalidVersionsFileException {
    if (local.head().isEmpty() && ours.isEmpty()) {
      // All at once: a state without apps, even for a moment, would be an answer.
      local.adopt(ours, loaded(theirs));
      return List.of();
    }
    if (local.head().isEmpty()) {
      begin(ours, theirs);
      if (ours.isEmpty()) {
        return List.of();
      }
    }
    if (theirs.isEmpty() || (ours.isPresent() && isAncestor(theirs.get(), ours.get()))) {
      Optional<ObjectId> published = local.head().flatMap(Head::commit);
      return ours.equals(published) || ours.isEmpty() ? List.of() : follow(ours, ours.get());
    }
    return ours.isEmpty() || isAncestor(ours.get(), theirs.get())
        ? follow(ours, theirs.get())
        : rebase(ours.get(), theirs.get());
  }

  private void begin(Optional<ObjectId> ours, Optional<ObjectId> theirs)
      throws IOException, InvalidVersionsFileException {
    Optional<ObjectId> newest = ours.or(() -> theirs);
    try {
      local.adopt(ours, loaded(newest));
    } catch (InvalidVersionsFileException invalid) {
      Optional<ObjectId> valid = ours.isPresent() ? newestValid(ours.get()) : Optional.empty();
      if (valid.isEmpty()) {
        throw invalid;
      }
      local.show(loaded(valid));
    }
  }

  /** The newest commit before one whose file is not valid that has a valid file. */
  private Optional<ObjectId> newestValid(ObjectId invalid) throws IOException {
    Optional<ObjectId> next = repository.firstParent(invalid);
    while (next.isPresent()) {
      try {
        repository.load(next.get(), Registry.empty(settings.keysKeptFor()));
        return next;
      } catch (InvalidVersionsFileException alsoInvalid) {
        next = repository.firstParent(next.get());
      }
    }
    return Optional.empty();
  }

  private boolean isAncestor(ObjectId ancestor, ObjectId of) throws IOException {
    return ancestor.equals(of) || repository.isAncestor(ancestor, of);
  }

  /** The state at start, with what was done by hand since this service's newest commit. */
  private Head loaded(Optional<ObjectId> commit) throws IOException, InvalidVersionsFileException {
    Registry empty = Registry.empty(settings.keysKeptFor());
    if (commit.isEmpty()) {
      return Head.none(empty);
    }
    Optional<ObjectId> own =
        repository.newestOwn(commit.get()).filter(newest -> !newest.equals(commit.get()));
    Registry before = own.isPresent() ? repository.load(own.get(), empty).registry() : empty;
    return repository.load(commit.get(), before).remembering(past(commit.get()));
  }

  /** What all commits up to one tell of keys and source commits. */
  private Ledger past(ObjectId tip) throws IOException {
    Ledger.Gatherer past = new Ledger.Gatherer(settings.keysKeptFor(), clock.instant());
    Deque<Issued> inConflict = new ArrayDeque<>();
    repository.eachStep(
        tip,
        step -> {
          past.addOlder(step);
          if (step.transition().conflict().isPresent() && inConflict.size() < MOST_CONFLICTS) {
            inConflict.addFirst(step);
          }
        });
    inConflict.forEach(this::noteConflict);
    return past.ledger();
  }

  private List<Issued> follow(Optional<ObjectId> ours, ObjectId to)
      throws IOException, InvalidVersionsFileException {
    Head before = local.head().orElseThrow();
    List<Issued> steps = repository.steps(before.commit(), to, Instant.EPOCH);
    local.adopt(ours, repository.load(to, before.registry()).remembering(steps));
    steps.forEach(this::noteConflict);
    return steps;
  }

  private List<Issued> rebase(ObjectId ours, ObjectId theirs)
      throws IOException, InvalidVersionsFileException {
    Optional<ObjectId> base = repository.mergeBase(ours, theirs);
    List<Issued> there = repository.steps(base, theirs, Instant.EPOCH);
    Optional<Head> known = upstream.filter(head -> head.commit().equals(base));
    Head before = known.isPresent() ? known.get() : loaded(base);
    Head onto = repository.load(theirs, before.registry()).remembering(there);
    upstream = Optional.of(onto);
    Draft draft = brought(repository.steps(base, ours, Instant.EPOCH), there, onto);
    if (draft.isEmpty()) {
      local.adopt(Optional.of(ours), onto);
    } else {
      local.store(onto, draft);
      local.acknowledge(Optional.of(ours), draft);
    }
    return there;
  }

  /** Steps on top of a head that they did not know, but for those that are there already. */
  private Draft brought(List<Issued> steps, List<Issued> there, Head onto) {
    Set<ChangeId> landed =
        there.stream().map(step -> step.transition().request().id()).collect(Collectors.toSet());
    Draft draft = local.draft(onto, clock.instant().truncatedTo(ChronoUnit.SECONDS));
    Rebase rebase = new Rebase(onto.registry());
    for (Issued step : steps) {
      if (!landed.contains(step.transition().request().id())) {
        report(draft.bring(step.transition(), rebase));
      }
    }
    return draft;
  }

  /** Makes again what a clone that was damaged had not pushed. */
  private void bringSalvaged(List<Issued> steps) throws IOException {
    Head head = local.head().orElseThrow();
    Instant since = salvaged.earliest(steps);
    List<Issued> there =
        head.commit().isEmpty()
            ? List.of()
            : repository.steps(Optional.empty(), head.commit().get(), since);
    Draft draft = brought(steps, there, head);
    if (!draft.isEmpty()) {
      local.store(head, draft);
      local.acknowledge(head.commit(), draft);
    }
  }

  private void report(Issued brought) {
    Transition step = brought.transition();
    if (step.conflict().isPresent() && conflicts.stream().noneMatch(brought::isSameStep)) {
      LOG.log(
          WARNING,
          "conflict: {0} was given {1} here while the remote moved it to {2}",
          step.app(),
          step.version(),
          step.conflict().get());
    }
    noteConflict(brought);
  }

  /**
   * A step that is brought again, onto a newer state, has a new commit and is the same conflict.
   */
  private void noteConflict(Issued step) {
    if (step.transition().conflict().isPresent()) {
      conflicts.removeIf(step::isSameStep);
      conflicts.addFirst(step);
      if (conflicts.size() > MOST_CONFLICTS) {
        conflicts.removeLast();
      }
    }
  }
}
