package org.versionservice.storage.git;

import static java.lang.System.Logger.Level.DEBUG;

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
 * Stores the versions in a Git repository: the source of truth.
 *
 * <p>Reads use the newest acknowledged state in memory and never wait. One thread at a time may
 * call {@link #write}, {@link #synchronise}, {@link #set} and {@link #delete}; a second one gets an
 * {@link IllegalStateException}.
 *
 * <p>All methods except {@link #health} throw {@link StorageException} if the disk fails, or if
 * they need the registry before it is loaded. The thread that causes an event calls its listener,
 * which must not block.
 */
public final class GitStorage implements VersionStorage, GitPushable, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(GitStorage.class.getName());

  private final GitParts parts;
  private final RandomGenerator random;
  private volatile Consumer<WriteTimes> written = times -> {};

  private GitStorage(GitParts parts, RandomGenerator random) {
    this.parts = parts;
    this.random = random;
  }

  /**
   * Locks the data directory and opens the repository in it. Reads are possible after the first
   * {@link #synchronise}.
   *
   * @throws StorageException also if another process uses the directory
   */
  public static GitStorage open(GitSettings settings, Clock clock, RandomGenerator random) {
    return open(settings, new Disk(), clock, random);
  }

  static GitStorage open(GitSettings settings, Disk disk, Clock clock, RandomGenerator random) {
    return new GitStorage(GitParts.open(settings, disk, clock, random), random);
  }

  public boolean isLoaded() {
    return parts.local.head().isPresent();
  }

  public History history() {
    return parts.history;
  }

  /** Registers a listener for newly published states of any origin. */
  public void onMove(Runnable listener) {
    parts.single.onMove(listener);
  }

  /** Registers a listener for edits by others, which no change announces to other replicas. */
  public void onEdit(Runnable listener) {
    parts.single.onEdit(listener);
  }

  /** Registers a listener for the times of each batch, also of a failed one. */
  public void onWrite(Consumer<WriteTimes> listener) {
    written = listener;
  }

  /** Returns the newest steps that met a conflict in a rebase, newest first. */
  public List<CommittedTransition> conflicts() {
    return parts.reconciler.conflicts();
  }

  /** Returns the number of commits that the remote lacks; 0 without a remote. */
  public int unpushed() {
    return parts.health.unpushed();
  }

  /** Returns whether changes can be stored, and pushed if there is a remote. */
  public boolean isWritable() {
    return parts.health.isWritable();
  }

  /** Returns the newest acknowledged state. */
  public Snapshot snapshot() {
    return parts.local.loaded().snapshot();
  }

  /**
   * Waits until a push may be sent, if the next changes are answered only after their push; without
   * this call, {@link #write} waits. Called before the changes of a batch are collected, so that
   * more of them share the push, and without the writer's lock, so that others can fetch.
   */
  public void awaitPush() {
    try {
      parts.catchUp.awaitPush();
    } catch (IOException unreadable) {
      LOG.log(DEBUG, "the batch does not wait for its push", unreadable);
    }
  }

  /** Returns whether {@link #pushPendingCommits} may send a push now; makes no network call. */
  public boolean isPushDue() {
    return parts.remote.filter(branch -> branch.pacing().isDue()).isPresent();
  }

  /** Lets all further pushes go at once, because the process ends. */
  public void liftPacing() {
    parts.remote.ifPresent(branch -> branch.pacing().lift());
  }

  /**
   * Lets other replicas push first, if it is their turn. Called before the changes of a batch are
   * collected; only speed depends on it.
   */
  public void awaitTurn() {
    parts.single.run(parts.catchUp::awaitTurn);
  }

  /**
   * Makes changes: one commit each, all durable when this returns.
   *
   * @return a receipt for each change, in the order of the changes
   * @throws StorageException if none of them was made, or the outcome is unknown
   */
  public List<Receipt> write(List<Change> changes) {
    return parts.single.call(() -> parts.writer.write(changes, written));
  }

  /**
   * Takes over commits of others and pushes what the remote lacks; waits for the network. An
   * unreachable remote is no error, {@link #health} reports it. With background pushes, only {@link
   * #pushPendingCommits} pushes.
   */
  public void synchronise() {
    parts.single.run(parts.catchUp::synchronise);
  }

  /** Throws a {@link StorageException} if there is a remote and its last call failed. */
  public void requireRemote() {
    Optional<RemoteBranch> failed = parts.remote.filter(branch -> !branch.answers());
    if (failed.isPresent()) {
      throw StorageException.unavailable(
          failed.get().failureReason().orElse("the remote does not answer"), null);
    }
  }

  /** Returns whether a difference is known that can be mended now; makes no network call. */
  public boolean isOutOfStep() {
    return parts.outOfStep.isKnown();
  }

  /**
   * Returns whether {@link #synchronise} has work to do. Asks the remote, except during a pause
   * after a failure. Thread-safe.
   */
  public boolean isBehind() {
    return parts.outOfStep.isFound();
  }

  /** Lets the next call ask the remote, even if it failed just before. */
  public void tryRemoteAgain() {
    parts.remote.ifPresent(RemoteBranch::tryAgain);
  }

  /** Returns the number of comparisons with the remote that began. */
  public long remoteChecksBegun() {
    return parts.checks.begun();
  }

  /** Returns the number of the newest successful comparison with the remote. */
  public long remoteChecksEnded() {
    return parts.checks.ended();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Thread-safe: one thread pushes, the others wait for it and push what is new since. Before
   * the interval of pushes is over, it does not push.
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
   * Merges packs if there are many, and writes the index for the next start; a failure loses
   * nothing. Runs beside reads and writes, in one thread at a time. Returns the number of merged
   * packs.
   */
  public int repack() {
    try {
      int merged = parts.repacking.repack();
      parts.index.writeIfDue();
      return merged;
    } catch (IOException failed) {
      throw StorageException.unavailable("the packs on disk cannot be merged", failed);
    }
  }

  @Override
  public Optional<ApplicationVersion> get(ApplicationId app) {
    return snapshot().find(app);
  }

  /** Stores the version of the entry, by force if it is lower; time and revision are its own. */
  @Override
  public void set(ApplicationVersion entry) {
    boolean late =
        get(entry.id()).filter(there -> there.revision() >= entry.revision()).isPresent();
    if (!late) {
      make(new Change.SetVersion(entry.id(), entry.current(), true, ownRequest()));
    }
  }

  @Override
  public List<ApplicationVersion> list() {
    return snapshot().registry().all();
  }

  @Override
  public List<ApplicationVersion> list(ProjectId project) {
    return snapshot().of(project);
  }

  @Override
  public boolean delete(ApplicationId app) {
    return make(new Change.DeleteApplication(app, ownRequest())) instanceof Outcome.Applied;
  }

  private Outcome make(Change change) {
    Outcome outcome = write(List.of(change)).get(0).outcome();
    if (outcome instanceof Outcome.Unreadable unreadable) {
      throw StorageException.unavailable(unreadable.problem(), null);
    }
    return outcome;
  }

  @Override
  public StorageHealth health() {
    return parts.health.health();
  }

  /** Reads the repository again, which is the truth itself. */
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
