package org.versionservice.storage.git.commit;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.storage.git.repository.CloneRecovery;
import org.versionservice.storage.git.repository.CommitLog;
import org.versionservice.storage.git.repository.CommitScan;
import org.versionservice.storage.git.repository.GitRepository;
import org.versionservice.storage.git.repository.HistoryIndex;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.HeldVersions;
import org.versionservice.version.IdempotencyLog;
import org.versionservice.version.Registry;

/** Loads the state of the branch at a commit: its file, and the commits before. Not thread-safe. */
final class BranchLoader {

  /** A state, and the steps of this service that led to it, oldest first. */
  record Followed(BranchState state, List<CommittedTransition> steps) {}

  /**
   * What the commits up to one of them tell.
   *
   * @param conflicts the newest steps in conflict, oldest first
   */
  private record Known(ObjectId commit, Registry registry, List<CommittedTransition> conflicts) {}

  private final GitRepository repository;
  private final CloneRecovery recovery;
  private final HistoryIndex index;
  private final ConflictLog conflicts;
  private final Duration keysKeptFor;
  private final Clock clock;
  private boolean edited;

  BranchLoader(
      GitRepository repository,
      CloneRecovery recovery,
      HistoryIndex index,
      ConflictLog conflicts,
      Duration keysKeptFor,
      Clock clock) {
    this.repository = repository;
    this.recovery = recovery;
    this.index = index;
    this.conflicts = conflicts;
    this.keysKeptFor = keysKeptFor;
    this.clock = clock;
  }

  /** Returns the state before the first commit. */
  private BranchState none() {
    return repository.none(Registry.empty(keysKeptFor));
  }

  /** Records an edit by others that was found elsewhere. */
  void noteEdit() {
    edited = true;
  }

  /** Returns whether an edit by others was found since the last call. */
  boolean tookEdits() {
    boolean took = edited;
    edited = false;
    return took;
  }

  /** Returns the newest ancestor with a valid file; empty if there is none. */
  Optional<ObjectId> newestValid(ObjectId invalid) throws IOException {
    Optional<ObjectId> next = repository.commits().firstParent(invalid);
    while (next.isPresent()) {
      try {
        repository.load(next.get());
        return next;
      } catch (InvalidVersionsFileException alsoInvalid) {
        next = repository.commits().firstParent(next.get());
      }
    }
    return Optional.empty();
  }

  /** Returns the state at a commit; reads the commits that the index does not tell about. */
  BranchState load(Optional<ObjectId> commit) throws IOException, InvalidVersionsFileException {
    if (commit.isEmpty()) {
      return none();
    }
    IdempotencyLog.Gatherer gatherer = new IdempotencyLog.Gatherer(keysKeptFor, clock.instant());
    Deque<CommittedTransition> inConflict = new ArrayDeque<>();
    BranchState inFiles = filesOf(commit.get());
    Optional<Known> known = known(commit.get());
    HeldVersions held =
        scan(
            known.map(Known::commit),
            commit.get(),
            step -> {
              gatherer.addOlder(step);
              if (step.transition().conflict().isPresent()
                  && inConflict.size() < ConflictLog.MAX_SIZE) {
                inConflict.addFirst(step);
              }
            });
    Registry before = known.map(Known::registry).orElseGet(() -> Registry.empty(keysKeptFor));
    known.ifPresent(earlier -> earlier.conflicts().forEach(conflicts::note));
    inConflict.forEach(conflicts::note);
    repository.progress().end();
    return inFiles
        .succeeding(before, held)
        .remembering(before.idempotencyLog().followedBy(gatherer.log()));
  }

  /** Returns what the index tells about the commits up to one of them, if it can be used. */
  private Optional<Known> known(ObjectId tip) throws IOException {
    Optional<HistoryIndex.Content> content = index.read(repository.commits(), tip);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    List<CommittedTransition> inConflict = new ArrayList<>();
    try {
      for (CommitLog.Entry entry : repository.commits().read(content.get().conflicts())) {
        entry.issued().ifPresent(inConflict::add);
      }
    } catch (IOException unreadable) {
      index.drop();
      return Optional.empty();
    }
    Collections.reverse(inConflict);
    Registry registry =
        Registry.empty(keysKeptFor)
            .succeededBy(content.get().live(), content.get().deleted())
            .handingOut(content.get().handedOut())
            .remembering(content.get().log());
    return Optional.of(new Known(content.get().commit(), registry, inConflict));
  }

  /** Returns the state in the files of a commit alone, which the start may have read before. */
  private BranchState filesOf(ObjectId commit) throws IOException, InvalidVersionsFileException {
    Optional<BranchState> read = recovery.takeRead(commit);
    return read.isPresent() ? read.get() : repository.load(commit);
  }

  private HeldVersions scan(
      Optional<ObjectId> base, ObjectId commit, Consumer<CommittedTransition> steps)
      throws IOException {
    CommitScan.Changes changes = CommitScan.read(repository, base, commit, steps);
    edited |= changes.edited();
    return changes.held();
  }

  /** Returns the state at a commit, and the steps since a known ancestor of it. */
  Followed follow(BranchState before, ObjectId to)
      throws IOException, InvalidVersionsFileException {
    Optional<ObjectId> base = before.commit();
    if (base.isEmpty() || !repository.commits().isOnFirstParents(base.get(), to)) {
      return new Followed(load(Optional.of(to)), repository.commits().steps(base, to));
    }
    Deque<CommittedTransition> newer = new ArrayDeque<>();
    BranchState head = repository.load(to, before, () -> scan(base, to, newer::addFirst));
    List<CommittedTransition> steps = List.copyOf(newer);
    return new Followed(head.remembering(steps), steps);
  }
}
