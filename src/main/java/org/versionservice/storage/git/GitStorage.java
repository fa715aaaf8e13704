package org.versionservice.storage.git;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.GitPushable;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.SteadyClock;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.StorageHealth;
import org.versionservice.storage.VersionStorage;
import org.versionservice.storage.WriteTimes;
import org.versionservice.storage.git.commit.BacklogPush;
import org.versionservice.storage.git.commit.BatchWriter;
import org.versionservice.storage.git.commit.CatchUp;
import org.versionservice.storage.git.commit.LocalBranch;
import org.versionservice.storage.git.commit.PushFairness;
import org.versionservice.storage.git.commit.Reconciler;
import org.versionservice.storage.git.commit.RemoteCheckCounter;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.storage.git.pack.GeometricRepack;
import org.versionservice.storage.git.pack.PackMerge;
import org.versionservice.storage.git.pack.PackStore;
import org.versionservice.storage.git.remote.Backoff;
import org.versionservice.storage.git.remote.PushRetry;
import org.versionservice.storage.git.remote.RemoteBranch;
import org.versionservice.storage.git.remote.RemoteException;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.storage.git.repository.CloneRecovery;
import org.versionservice.storage.git.repository.DataDirectory;
import org.versionservice.storage.git.repository.GitRepository;
import org.versionservice.storage.git.repository.Persons;
import org.versionservice.storage.git.repository.UnreadableReferenceException;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.CommitId;
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

  private final DataDirectory directory;
  private final GitRepository repository;
  private final LocalBranch local;
  private final Optional<RemoteBranch> remote;
  private final Reconciler reconciler;
  private final CatchUp catchUp;
  private final BatchWriter writer;
  private final GeometricRepack repacking;
  private final History history;
  private final Clock steady = new SteadyClock();
  private final RandomGenerator random;
  private final RemoteCheckCounter checks;
  private final AtomicBoolean writing = new AtomicBoolean();
  private volatile Optional<String> diskFault = Optional.empty();
  private volatile Runnable moved = () -> {};
  private volatile Runnable edited = () -> {};
  private volatile Consumer<WriteTimes> timed = times -> {};

  private GitStorage(
      DataDirectory directory,
      GitRepository repository,
      CloneRecovery recovery,
      GitSettings settings,
      Disk disk,
      Clock clock,
      RandomGenerator random) {
    this.directory = directory;
    this.repository = repository;
    this.random = random;
    Backoff backoff = new Backoff(random);
    checks = new RemoteCheckCounter(settings.remote().isEmpty());
    PackStore packs = new PackStore(disk, repository.packs());
    local = new LocalBranch(repository, packs, new Persons(settings.committerEmail()));
    repacking =
        new GeometricRepack(packs, local::closedPacks, new PackMerge(repository.jgit(), packs));
    remote = settings.remoteSettings().map(way -> RemoteBranch.of(repository, way, steady, random));
    reconciler = new Reconciler(repository, local, remote, recovery, settings.keysKeptFor(), clock);
    history = new History(repository, local::head);
    Optional<BacklogPush> backlog =
        remote.map(
            branch ->
                new BacklogPush(
                    repository,
                    local,
                    branch,
                    new PushRetry(branch, backoff, steady),
                    steady,
                    settings.timeout()));
    catchUp =
        new CatchUp(
            local,
            remote,
            backlog,
            reconciler,
            settings.durability(),
            settings.timeout(),
            new PushFairness(steady, random),
            checks,
            steady);
    writer =
        new BatchWriter(
            local,
            remote,
            catchUp,
            reconciler,
            settings.durability(),
            settings.timeout(),
            backoff,
            clock,
            steady);
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

  public static GitStorage open(
      GitSettings settings, Disk disk, Clock clock, RandomGenerator random) {
    DataDirectory directory = DataDirectory.take(settings.directory());
    try {
      directory.tidy();
      CloneRecovery recovery =
          new CloneRecovery(
              directory,
              settings.branch(),
              settings.remote().isPresent(),
              settings.durability(),
              settings.keysKeptFor(),
              disk,
              clock);
      GitRepository repository = recovery.open();
      return new GitStorage(directory, repository, recovery, settings, disk, clock, random);
    } catch (IOException failed) {
      directory.close();
      throw StorageException.unavailable("the repository cannot be opened", failed);
    }
  }

  /** Returns whether the registry was loaded. */
  public boolean isLoaded() {
    return local.head().isPresent();
  }

  /** What the commits tell of the past. */
  public History history() {
    return history;
  }

  /**
   * Registers a listener for newly published states, whoever made them. It is called by the thread
   * that published the state, which it must not block.
   */
  public void onMove(Runnable listener) {
    moved = listener;
  }

  /**
   * Registers a listener for edits that others than this service made and that were taken over: one
   * that other replicas do not hear of by a change. Called by the thread that took them over, which
   * must not be held up.
   */
  public void onEdit(Runnable listener) {
    edited = listener;
  }

  /**
   * Registers a listener for the times of each batch, also of one that failed. It is called by the
   * thread that wrote the batch, which it must not block.
   */
  public void onWrite(Consumer<WriteTimes> listener) {
    timed = listener;
  }

  /** The newest steps that met a conflict when they were brought to the remote, newest first. */
  public List<CommittedTransition> conflicts() {
    return reconciler.conflicts();
  }

  /**
   * How many commits the remote lacks; 0 if there is none.
   *
   * @throws StorageException if the repository on disk cannot be read
   */
  public int unpushed() {
    try {
      Optional<ObjectId> newest = local.head().flatMap(BranchState::commit);
      if (remote.isEmpty() || newest.isEmpty() || newest.equals(remote.get().known())) {
        return 0;
      }
      return repository.count(remote.get().known(), newest.get());
    } catch (IOException unreadable) {
      throw StorageException.unavailable("the repository cannot be read", unreadable);
    }
  }

  /**
   * The newest acknowledged state.
   *
   * @throws StorageException if none is loaded yet
   */
  public Snapshot snapshot() {
    return local
        .head()
        .map(BranchState::snapshot)
        .orElseThrow(() -> StorageException.unavailable("the registry is not loaded yet", null));
  }

  /**
   * Lets other replicas of this service push, if there are any, so that {@link #write} is not in
   * vain. An optimisation; to be called before the changes of a batch are taken up.
   */
  public void awaitTurn() {
    exclusively(
        () -> {
          catchUp.awaitTurn();
          return true;
        });
  }

  /**
   * Makes changes: a commit for each, all durable when this returns.
   *
   * @return a receipt for each, in the order of the changes
   * @throws StorageException if none of them was made, or nobody knows
   */
  public List<Receipt> write(List<Change> changes) {
    return exclusively(
        () -> {
          long comparison = checks.begin();
          List<Receipt> receipts = writeTimed(changes);
          if (receipts.stream().anyMatch(GitStorage::isOnTheRemote)) {
            checks.end(comparison);
          }
          return receipts;
        });
  }

  private List<Receipt> writeTimed(List<Change> changes) throws IOException {
    try {
      return writer.write(changes);
    } finally {
      timed.accept(writer.times());
    }
  }

  /**
   * Takes over what others pushed, and pushes what is not pushed yet; waits for the network. A
   * remote that does not answer is no error: {@link #health} tells. Where pushes follow in the
   * background, that is left to {@link #pushPendingCommits}.
   *
   * @throws StorageException if the repository on disk cannot be read or written
   */
  public void synchronise() {
    exclusively(
        () -> {
          catchUp.synchronise();
          return true;
        });
  }

  /**
   * Insists on a remote that answered when it was asked last; where there is none, on nothing.
   *
   * @throws StorageException if it did not answer
   */
  public void requireRemote() {
    remote
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
    try {
      return needsSynchronising() || (!catchUp.isRemoteUsed() && isPushDue());
    } catch (IOException unreadable) {
      return true;
    }
  }

  /**
   * Returns whether {@link #synchronise} would find anything to do. It asks the remote, unless that
   * failed just before; any thread may call it at any time.
   */
  public boolean isBehind() {
    try {
      if (remote.isEmpty() || local.head().isEmpty()) {
        return isOutOfStep();
      }
      return remote.get().allowsRequest() && differs(remote.get());
    } catch (RemoteException outOfReach) {
      return false;
    } catch (IOException unreadable) {
      return true;
    }
  }

  /** Has the next look at the remote ask it, also if that failed just before. */
  public void tryRemoteAgain() {
    remote.ifPresent(RemoteBranch::tryAgain);
  }

  /** How many comparisons of this storage with the remote were begun. */
  public long remoteChecksBegun() {
    return checks.begun();
  }

  /** The number of the newest comparison with the remote that ended well. */
  public long remoteChecksEnded() {
    return checks.ended();
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
      if (remote.isPresent() && remote.get().mayPush()) {
        catchUp.pushBacklog(Instant.MAX);
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
      return repacking.repack();
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
    Map<String, String> details = new LinkedHashMap<>();
    boolean loaded = local.head().isPresent();
    Optional<String> defect = reconciler.defect();
    details.put("registry", loaded ? "loaded" : "not loaded");
    defect.ifPresent(problem -> details.put("defect", problem));
    details.put("conflicts", Integer.toString(conflicts().size()));
    diskFault.ifPresent(fault -> details.put("disk", "the repository cannot be used: " + fault));
    Optional<String> failureReason;
    try {
      int unpushed = unpushed();
      failureReason = remote.flatMap(branch -> failureReason(branch, unpushed));
      details.put("unpushed", Integer.toString(unpushed));
    } catch (StorageException unreadable) {
      return new StorageHealth(StorageHealth.Status.DOWN, details);
    }
    details.put("remote", remote.isEmpty() ? "none" : failureReason.orElse("answers"));
    return new StorageHealth(status(loaded, defect.or(() -> diskFault), failureReason), details);
  }

  /** While commits wait, what the last push failed with counts until the next one lands. */
  private static Optional<String> failureReason(RemoteBranch branch, int unpushed) {
    return branch
        .failureReason()
        .or(() -> unpushed > 0 ? branch.pushFailureReason() : Optional.empty());
  }

  private static StorageHealth.Status status(
      boolean loaded, Optional<String> defect, Optional<String> failureReason) {
    if (!loaded || defect.isPresent()) {
      return StorageHealth.Status.DOWN;
    }
    return failureReason.isPresent() ? StorageHealth.Status.DEGRADED : StorageHealth.Status.UP;
  }

  /** Reads the repository anew: it is the truth itself. */
  @Override
  public void rebuildCache(Collection<ApplicationVersion> truth) {
    synchronise();
  }

  @Override
  public void close() {
    remote.ifPresent(RemoteBranch::close);
    repository.close();
    directory.close();
  }

  /** What was built on a state and pushed tells that the remote had just that state. */
  private static boolean isOnTheRemote(Receipt receipt) {
    return receipt.outcome() instanceof Outcome.Applied && receipt.pushed().orElse(false);
  }

  private boolean needsSynchronising() throws IOException {
    return local.head().isEmpty()
        || reconciler.defect().isPresent()
        || diskFault.isPresent()
        || !local.isInStep()
        || (catchUp.isRemoteUsed() && isPushDue())
        || remote.filter(RemoteBranch::isDueAgain).isPresent();
  }

  /** Returns whether the remote lacks something that may be pushed now, and nobody does it. */
  private boolean isPushDue() throws IOException {
    return remote.filter(branch -> branch.mayPush() && !branch.isBusy()).isPresent()
        && !catchUp.isInStep();
  }

  private boolean differs(RemoteBranch branch) throws IOException, RemoteException {
    long comparison = checks.begin();
    Optional<ObjectId> there = branch.head();
    boolean known = there.equals(branch.known()) || branch.isKnown(there);
    boolean differs = !known || needsSynchronising();
    if (!differs) {
      checks.end(comparison);
    }
    return differs;
  }

  private Request ownRequest() {
    return new Request(
        ChangeId.random(random), Principal.SERVICE, Optional.empty(), Optional.empty());
  }

  private <T> T exclusively(Work<T> work) {
    if (!writing.compareAndSet(false, true)) {
      throw new IllegalStateException("two threads write at once");
    }
    Optional<CommitId> before = local.head().flatMap(BranchState::commitId);
    try {
      T result = run(work);
      reconciler.settle();
      diskFault = Optional.empty();
      return result;
    } catch (IOException failed) {
      diskFault = Optional.of(reason(failed));
      throw StorageException.unavailable("the repository on disk cannot be used", failed);
    } finally {
      writing.set(false);
      if (!local.head().flatMap(BranchState::commitId).equals(before)) {
        moved.run();
      }
      if (reconciler.tookEdits()) {
        edited.run();
      }
    }
  }

  /** What went wrong, without the path of the file. */
  private static String reason(IOException failed) {
    String message =
        failed instanceof FileSystemException file ? file.getReason() : failed.getMessage();
    return message == null ? failed.getClass().getSimpleName() : message;
  }

  private <T> T run(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (UnreadableReferenceException lost) {
      local.restore();
      return work.run();
    }
  }

  /** Something that reads or writes the disk. */
  private interface Work<T> {
    T run() throws IOException;
  }
}
