package org.versionservice.storage.git.commit;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.pack.ActivePack;
import org.versionservice.storage.git.pack.BlobBuffer;
import org.versionservice.storage.git.pack.PackedObject;
import org.versionservice.storage.git.pack.Zlib;
import org.versionservice.storage.git.remote.Remote;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.storage.git.repository.GitRepository;
import org.versionservice.storage.git.repository.Persons;
import org.versionservice.storage.git.repository.UnreadableReferenceException;

/**
 * The branch on disk and the state it holds: what was acknowledged. Written by one thread at a
 * time, read by all.
 */
public final class LocalBranch {

  private final GitRepository repository;
  private final ActivePack pack;
  private final Zlib zlib = new Zlib();
  private final Persons persons;
  private volatile @Nullable BranchState head;
  private boolean isShown;

  /** The text of the blob that a head has, lent to one draft at a time. */
  private Optional<BlobBuffer> text = Optional.empty();

  private Optional<ObjectId> textOf = Optional.empty();
  private volatile Optional<Remote.Push> newest = Optional.empty();

  public LocalBranch(GitRepository repository, ActivePack pack, Persons persons) {
    this.repository = repository;
    this.pack = pack;
    this.persons = persons;
  }

  /** The newest acknowledged state; empty until it is loaded. */
  public Optional<BranchState> head() {
    return Optional.ofNullable(head);
  }

  /**
   * The newest acknowledged state.
   *
   * @throws StorageException if none is loaded yet
   */
  public BranchState loaded() {
    return head().orElseThrow(StorageException::notLoaded);
  }

  /** The newest acknowledged commit; empty if there is none, or until it is loaded. */
  Optional<ObjectId> commit() {
    return head().flatMap(BranchState::commit);
  }

  /**
   * Begins a draft.
   *
   * @param at the time of its commits, which count whole seconds
   */
  CommitBatch draft(BranchState base, Instant at) {
    BlobBuffer lent =
        text.filter(there -> textOf.equals(base.blob()))
            .orElseGet(() -> new BlobBuffer(base.text()));
    text = Optional.empty();
    return new CommitBatch(base, at.truncatedTo(ChronoUnit.SECONDS), lent, zlib, persons);
  }

  /** Forces the commits of a draft to disk, where nothing refers to them yet. */
  void store(BranchState base, CommitBatch draft) throws IOException {
    pack.store(
        draft.objects(),
        () -> PackedObject.whole(base.blob().orElseThrow(), Constants.OBJ_BLOB, base.text(), zlib));
  }

  /**
   * Makes the draft that was stored last the newest acknowledged state.
   *
   * @return whether the branch was where it was expected to be
   */
  boolean acknowledge(Optional<ObjectId> expected, CommitBatch draft) throws IOException {
    boolean moved = acknowledge(expected, draft.head());
    newest = draft.push();
    text = Optional.of(draft.text());
    textOf = draft.head().blob();
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

  /**
   * The push that brings what was acknowledged last, with all objects in hand; any thread may ask.
   */
  Optional<Remote.Push> newestPush() {
    return newest;
  }

  /**
   * Moves the branch on disk, ahead of what is acknowledged or back to it. Found ahead at a start,
   * it counts as acknowledged.
   *
   * @return whether the branch was where it was expected to be
   */
  boolean move(Optional<ObjectId> expected, Optional<ObjectId> to) throws IOException {
    return expected.equals(to) || repository.local().move(expected, to);
  }

  /**
   * Makes commits that came from elsewhere the newest acknowledged state. What was stored last may
   * be among them.
   */
  boolean adopt(Optional<ObjectId> expected, BranchState newest) throws IOException {
    pack.begin();
    return acknowledge(expected, newest);
  }

  /**
   * Makes a state readable that is not the newest one: what the branch on disk holds is not valid.
   */
  void show(BranchState valid) {
    head = valid;
    isShown = true;
  }

  /**
   * Puts the branch on disk back where it was acknowledged, if it is damaged there.
   *
   * @throws UnreadableReferenceException if nobody knows where it was
   */
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

  /** Returns whether the branch on disk is where the published state is. */
  boolean isInStep() throws IOException {
    return commit().equals(repository.head());
  }

  /** Returns whether there is a branch on disk. */
  boolean exists() throws IOException {
    return repository.head().isPresent();
  }

  /** Returns whether the branch on disk is still at a head. */
  boolean isAt(BranchState expected) throws IOException {
    return repository.head().equals(expected.commit());
  }
}
