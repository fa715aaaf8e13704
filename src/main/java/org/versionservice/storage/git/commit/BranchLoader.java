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

/**
 * Computes the state of the branch at a commit, from its file and from all that the commits before
 * it held. Used by one thread at a time.
 */
final class BranchLoader {

  /** A state, and this service's steps that led to it, oldest first. */
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

  /** A registry without apps. */
  Registry empty() {
    return Registry.empty(keysKeptFor);
  }

  /** Notes an edit by others that was met elsewhere. */
  void noteEdit() {
    edited = true;
  }

  /** Returns whether an edit by others was met since this was asked last. */
  boolean tookEdits() {
    boolean took = edited;
    edited = false;
    return took;
  }

  /** The newest commit before one with an invalid file that has a valid one. */
  Optional<ObjectId> newestValid(ObjectId invalid) throws IOException {
    Optional<ObjectId> next = repository.commits().firstParent(invalid);
    while (next.isPresent()) {
      try {
        repository.load(next.get(), empty());
        return next;
      } catch (InvalidVersionsFileException alsoInvalid) {
        next = repository.commits().firstParent(next.get());
      }
    }
    return Optional.empty();
  }

  /** The state that a commit and all before it tell. */
  BranchState load(Optional<ObjectId> commit) throws IOException, InvalidVersionsFileException {
    return commit.isEmpty() ? BranchState.none(empty()) : loadAll(commit.get());
  }

  private BranchState loadAll(ObjectId commit) throws IOException, InvalidVersionsFileException {
    IdempotencyLog.Gatherer past = new IdempotencyLog.Gatherer(keysKeptFor, clock.instant());
    Deque<CommittedTransition> inConflict = new ArrayDeque<>();
    BranchState head =
        load(
            commit,
            empty(),
            Optional.empty(),
            step -> {
              past.addOlder(step);
              if (step.transition().conflict().isPresent()
                  && inConflict.size() < ConflictLog.MOST) {
                inConflict.addFirst(step);
              }
            });
    inConflict.forEach(conflicts::note);
    return head.remembering(past.ledger());
  }

  private BranchState load(
      ObjectId commit,
      Registry before,
      Optional<ObjectId> base,
      Consumer<CommittedTransition> steps)
      throws IOException, InvalidVersionsFileException {
    return repository.load(
        commit,
        before,
        () -> {
          CommitScan.Told told = CommitScan.read(repository, base, commit, steps);
          edited |= told.edited();
          return told.held();
        });
  }

  /**
   * The state at a commit that has a known one among its ancestors, and the steps since that one.
   */
  Followed follow(BranchState before, ObjectId to)
      throws IOException, InvalidVersionsFileException {
    Optional<ObjectId> base = before.commit();
    if (base.isEmpty() || !repository.commits().isOnFirstParents(base.get(), to)) {
      return new Followed(load(Optional.of(to)), repository.commits().steps(base, to));
    }
    Deque<CommittedTransition> newer = new ArrayDeque<>();
    BranchState head = load(to, before.registry(), base, newer::addFirst);
    List<CommittedTransition> steps = List.copyOf(newer);
    return new Followed(head.remembering(steps), steps);
  }
}
