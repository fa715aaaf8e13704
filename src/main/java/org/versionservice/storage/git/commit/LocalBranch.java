package org.versionservice.storage.git.commit;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.pack.ActivePack;
import org.versionservice.storage.git.pack.Zlib;
import org.versionservice.storage.git.remote.Remote;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.storage.git.repository.GitRepository;
import org.versionservice.storage.git.repository.ObjectBatch;
import org.versionservice.storage.git.repository.OpenFiles;
import org.versionservice.storage.git.repository.Persons;
import org.versionservice.storage.git.repository.UnreadableReferenceException;

/** The branch on disk and its acknowledged state. One thread writes at a time, all may read. */
public final class LocalBranch {

  private final GitRepository repository;
  private final ActivePack pack;
  private final Zlib zlib = new Zlib();
  private final Persons persons;
  private final RecentChanges recent;
  private volatile @Nullable BranchState head;
  private final OpenFiles files;
  private boolean isShown;

  private volatile Optional<Remote.Push> newest = Optional.empty();

  public LocalBranch(
      GitRepository repository, ActivePack pack, Persons persons, RecentChanges recent) {
    this.repository = repository;
    this.pack = pack;
    this.persons = persons;
    this.recent = recent;
    this.files = new OpenFiles(repository::read);
  }

  /** Returns the newest acknowledged state; empty until it is loaded. */
  public Optional<BranchState> head() {
    return Optional.ofNullable(head);
  }

  /** Returns the newest acknowledged state; throws {@link StorageException} until it is loaded. */
  public BranchState loaded() {
    return head().orElseThrow(StorageException::notLoaded);
  }

  /** Returns the newest acknowledged commit; empty if there is none or none is loaded. */
  Optional<ObjectId> commit() {
    return head().flatMap(BranchState::commit);
  }

  /** Begins a draft, whose commits have the given time in whole seconds. */
  CommitBatch draft(BranchState base, Instant at) {
    files.trim();
    ObjectBatch objects = new ObjectBatch(files, zlib, pack::contains);
    return new CommitBatch(base, at.truncatedTo(ChronoUnit.SECONDS), objects, persons);
  }

  /** Forces the commits of a draft to disk. No reference leads to them yet. */
  void store(CommitBatch draft) throws IOException {
    pack.store(draft.objects().objects(), draft.objects()::base);
  }

  /** Makes the draft that was stored last the acknowledged state; false if the branch had moved. */
  boolean acknowledge(Optional<ObjectId> expected, CommitBatch draft) throws IOException {
    boolean moved = acknowledge(expected, draft.head());
    recent.note(draft.steps());
    newest = draft.push();
    return moved;
  }

  private boolean acknowledge(Optional<ObjectId> expected, BranchState drafted) throws IOException {
    if (!move(expected, drafted.commit())) {
      return false;
    }
    pack.keep();
    head = drafted;
    isShown = false;
    return true;
  }

  /** Returns the push of the newest acknowledged draft, with all objects in memory. Thread-safe. */
  Optional<Remote.Push> newestPush() {
    return newest;
  }

  /**
   * Moves the branch on disk ahead of the acknowledged state, or back to it. A branch that is ahead
   * at the start counts as acknowledged.
   *
   * @return whether the branch was where it was expected
   */
  boolean move(Optional<ObjectId> expected, Optional<ObjectId> to) throws IOException {
    return expected.equals(to) || repository.local().move(expected, to);
  }

  /** Makes commits of others the newest acknowledged state; they may include stored ones. */
  boolean adopt(Optional<ObjectId> expected, BranchState newest) throws IOException {
    pack.begin();
    return acknowledge(expected, newest);
  }

  /** Publishes an older valid state, because the newest one on disk is invalid. */
  void show(BranchState valid) {
    head = valid;
    isShown = true;
  }

  /** Moves a damaged branch back to the acknowledged commit; throws again if that is not known. */
  void restore() throws IOException {
    try {
      repository.head();
    } catch (UnreadableReferenceException damaged) {
      Optional<ObjectId> acknowledged = isShown ? Optional.empty() : commit();
      if (acknowledged.isEmpty()) {
        throw damaged;
      }
      repository.local().put(acknowledged.get());
    }
  }

  /** Returns whether the branch on disk is at the published commit. */
  boolean isInStep() throws IOException {
    return commit().equals(repository.head());
  }

  boolean exists() throws IOException {
    return repository.head().isPresent();
  }

  boolean isAt(BranchState expected) throws IOException {
    return repository.head().equals(expected.commit());
  }
}
