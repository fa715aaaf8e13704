package org.versionservice.storage.git.commit;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.storage.git.repository.CommitScan;
import org.versionservice.storage.git.repository.GitRepository;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.IdempotencyLog;
import org.versionservice.version.Registry;

/** Loads the state of the branch at a commit: its file, and the commits before. Not thread-safe. */
final class BranchLoader {

  /** A state, and the steps of this service that led to it, oldest first. */
  record Followed(BranchState state, List<CommittedTransition> steps) {}

  private final GitRepository repository;
  private final ConflictLog conflicts;
  private final Duration keysKeptFor;
  private final Clock clock;
  private boolean edited;

  BranchLoader(GitRepository repository, ConflictLog conflicts, Duration keysKeptFor, Clock clock) {
    this.repository = repository;
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

  BranchState load(Optional<ObjectId> commit) throws IOException, InvalidVersionsFileException {
    if (commit.isEmpty()) {
      return none();
    }
    IdempotencyLog.Gatherer gatherer = new IdempotencyLog.Gatherer(keysKeptFor, clock.instant());
    Deque<CommittedTransition> inConflict = new ArrayDeque<>();
    BranchState head =
        load(
            commit.get(),
            none(),
            Optional.empty(),
            step -> {
              gatherer.addOlder(step);
              if (step.transition().conflict().isPresent()
                  && inConflict.size() < ConflictLog.MAX_SIZE) {
                inConflict.addFirst(step);
              }
            });
    inConflict.forEach(conflicts::note);
    return head.remembering(gatherer.log());
  }

  private BranchState load(
      ObjectId commit,
      BranchState before,
      Optional<ObjectId> base,
      Consumer<CommittedTransition> steps)
      throws IOException, InvalidVersionsFileException {
    return repository.load(
        commit,
        before,
        () -> {
          CommitScan.Changes changes = CommitScan.read(repository, base, commit, steps);
          edited |= changes.edited();
          return changes.held();
        });
  }

  /** Returns the state at a commit, and the steps since a known ancestor of it. */
  Followed follow(BranchState before, ObjectId to)
      throws IOException, InvalidVersionsFileException {
    Optional<ObjectId> base = before.commit();
    if (base.isEmpty() || !repository.commits().isOnFirstParents(base.get(), to)) {
      return new Followed(load(Optional.of(to)), repository.commits().steps(base, to));
    }
    Deque<CommittedTransition> newer = new ArrayDeque<>();
    BranchState head = load(to, before, base, newer::addFirst);
    List<CommittedTransition> steps = List.copyOf(newer);
    return new Followed(head.remembering(steps), steps);
  }
}
