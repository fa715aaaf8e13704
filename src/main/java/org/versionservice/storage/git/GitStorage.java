package org.versionservice.storage.git;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.versionservice.storage.GitPushable;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.StorageHealth;
import org.versionservice.storage.VersionStorage;
import org.versionservice.storage.WriteTimes;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.storage.git.remote.RemoteBranch;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.Outcome;
import org.versionservice.version.Principal;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Request;

/**
 * The versions in a Git repository: the source of truth.
 *
 * <p>Reads answer from the newest acknowledged state in memory and wait for nobody. Everything that
 * may write ({@link #write}, {@link #synchronise}, {@link #set}, {@link #delete}) is called by one
 * thread at a time; a second one is turned away with {@link IllegalStateException}.
 */
public final class GitStorage implements VersionStorage, GitPushable, AutoCloseable {

  private final GitParts parts;
  private final RandomGenerator random;

  private GitStorage(GitParts parts, RandomGenerator random) {
    this.parts = parts;
    this.random = random;
  }

  /**
   * Takes the data directory and opens the repository in it. Nothing can be read before the first
   * {@link #synchronise}.
   *
   * @throws StorageException if the directory is in use or cannot be written
   */
  public static GitStorage open(GitSettings settings, Clock clock, RandomGenerator random) {
    return open(settings, new Disk(), clock, random);
  }

  static GitStorage open(GitSettings settings, Disk disk, Clock clock, RandomGenerator random) {
    return new GitStorage(GitParts.open(settings, disk, clock, random), random);
  }

  /** Returns whether the registry was loaded. */
  public boolean isLoaded() {
    return parts.local.head().isPresent();
  }

  /** What the commits tell of the past. */
  public History history() {
    return parts.history;
  }

  /**
   * Registers a listener for newly published states, whoever made them. It is called by the thread
   * that published the state, which it must not block.
   */
  public void onMove(Runnable listener) {
    parts.single.onMove(listener);
  }

  /**
   * Registers a listener for edits that others than this service made and that were taken over: one
   * that other replicas do not hear of by a change. Called by the thread that took them over, which
   * must not be held up.
   */
  public void onEdit(Runnable listener) {
    parts.single.onEdit(listener);
  }

  /**
   * Registers a listener for the times of each batch, also of one that failed. It is called by the
   * thread that wrote the batch, which it must not block.
   */
  public void onWrite(Consumer<WriteTimes> listener) {
    parts.writer.onWrite(listener);
  }

  /** The newest steps that met a conflict when they were brought to the remote, newest first. */
  public List<CommittedTransition> conflicts() {
    return parts.reconciler.conflicts();
  }

  /**
   * How many commits the remote lacks; 0 if there is none.
   *
   * @throws StorageException if the repository on disk cannot be read
   */
  public int unpushed() {
    return parts.health.unpushed();
  }

  /**
   * The newest acknowledged state.
   *
   * @throws StorageException if none is loaded yet
   */
  public Snapshot snapshot() {
    return parts.local.loaded().snapshot();
  }

  /**
   * Lets other replicas of this service push, if there are any, so that {@link #write} is not in
   * vain. An optimisation; to be called before the changes of a batch are taken up.
   */
  public void awaitTurn() {
    parts.single.run(parts.catchUp::awaitTurn);
  }

  /**
   * Makes changes: a commit for each, all durable when this returns.
   *
   * @return a receipt for each, in the order of the changes
   * @throws StorageException if none of them was made, or nobody knows
   */
  public List<Receipt> write(List<Change> changes) {
    return parts.single.call(() -> parts.writer.write(changes));
  }

  /**
   * Takes over what others pushed, and pushes what is not pushed yet; waits for the network. A
   * remote that does not answer is no error: {@link #health} tells. Where pushes follow in the
   * background, that is left to {@link #pushPendingCommits}.
   *
   * @throws StorageException if the repository on disk cannot be read or written
   */
  public void synchronise() {
    parts.single.run(parts.catchUp::synchronise);
  }

  /**
   * Insists on a remote that answered when it was asked last; where there is none, on nothing.
   *
   * @throws StorageException if it did not answer
   */
  public void requireRemote() {
    parts
        .remote
        .filter(branch -> !branch.answers())
        .ifPresent(
            branch -> {
              throw StorageException.unavailable(
                  branch.failureReason().orElse("the remote does not answer"), null);
            });
  }

  /**
   * Returns whether there is something to mend that may be tried now, as far as is known here; asks
   * nobody.
   */
  public boolean isOutOfStep() {
    return parts.outOfStep.isKnown();
  }

  /**
   * Returns whether {@link #synchronise} would find anything to do. It asks the remote, unless that
   * failed just before; any thread may call it at any time.
   */
  public boolean isBehind() {
    return parts.outOfStep.isFound();
  }

  /** Lets the next call ask the remote, even if it failed just before. */
  public void tryRemoteAgain() {
    parts.remote.ifPresent(RemoteBranch::tryAgain);
  }

  /** How many comparisons of this storage with the remote were begun. */
  public long remoteChecksBegun() {
    return parts.checks.begun();
  }

  /** The number of the newest comparison with the remote that ended well. */
  public long remoteChecksEnded() {
    return parts.checks.ended();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Any thread may call it at any time; one pushes, the others wait for it and then push what
   * came meanwhile, if anything did.
   */
  @Override
  public int pushPendingCommits() {
    try {
      if (parts.remote.isPresent() && parts.remote.get().mayPush()) {
        parts.catchUp.pushBacklog(Instant.MAX);
      }
      return unpushed();
    } catch (IOException failed) {
      throw StorageException.unavailable("the repository cannot be read", failed);
    }
  }

  /**
   * Merges packs where there are many; beside reads and writes, by one thread at a time.
   *
   * @return how many packs were merged
   * @throws StorageException if the packs cannot be read or written; nothing is lost
   */
  public int repack() {
    try {
      return parts.repacking.repack();
    } catch (IOException failed) {
      throw StorageException.unavailable("the packs on disk cannot be merged", failed);
    }
  }

  @Override
  public Optional<ApplicationVersion> get(ApplicationId app) {
    return snapshot().registry().find(app);
  }

  /** Stores the entry's version, by force if it is lower; time and revision are this store's. */
  @Override
  public void set(ApplicationVersion entry) {
    boolean late =
        get(entry.id()).filter(there -> there.revision() >= entry.revision()).isPresent();
    if (!late) {
      write(List.of(new Change.SetVersion(entry.id(), entry.current(), true, ownRequest())));
    }
  }

  @Override
  public List<ApplicationVersion> list() {
    return snapshot().registry().all();
  }

  @Override
  public List<ApplicationVersion> list(ProjectId project) {
    return snapshot().registry().of(project);
  }

  @Override
  public boolean delete(ApplicationId app) {
    List<Receipt> receipts = write(List.of(new Change.DeleteApplication(app, ownRequest())));
    return receipts.get(0).outcome() instanceof Outcome.Applied;
  }

  @Override
  public StorageHealth health() {
    return parts.health.health();
  }

  /** Reads the repository anew: it is the truth itself. */
  @Override
  public void rebuildCache(Collection<ApplicationVersion> truth) {
    synchronise();
  }

  @Override
  public void close() {
    parts.close();
  }

  private Request ownRequest() {
    return new Request(
        ChangeId.random(random), Principal.SERVICE, Optional.empty(), Optional.empty());
  }
}
