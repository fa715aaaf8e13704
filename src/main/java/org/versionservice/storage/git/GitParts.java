package org.versionservice.storage.git;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.versionservice.storage.Backoff;
import org.versionservice.storage.SteadyClock;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.commit.BacklogPush;
import org.versionservice.storage.git.commit.BatchPublisher;
import org.versionservice.storage.git.commit.BatchWriter;
import org.versionservice.storage.git.commit.CatchUp;
import org.versionservice.storage.git.commit.GitHealth;
import org.versionservice.storage.git.commit.HistoryIndexWriter;
import org.versionservice.storage.git.commit.LocalBranch;
import org.versionservice.storage.git.commit.OutOfStep;
import org.versionservice.storage.git.commit.PushFairness;
import org.versionservice.storage.git.commit.RecentChanges;
import org.versionservice.storage.git.commit.Reconciler;
import org.versionservice.storage.git.commit.RemoteCheckCounter;
import org.versionservice.storage.git.commit.SingleWriter;
import org.versionservice.storage.git.pack.ActivePack;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.storage.git.pack.GeometricRepack;
import org.versionservice.storage.git.pack.PackStore;
import org.versionservice.storage.git.remote.PushPacing;
import org.versionservice.storage.git.remote.PushRetry;
import org.versionservice.storage.git.remote.RemoteBranch;
import org.versionservice.storage.git.repository.CloneRecovery;
import org.versionservice.storage.git.repository.DataDirectory;
import org.versionservice.storage.git.repository.GitRepository;
import org.versionservice.storage.git.repository.HistoryIndex;
import org.versionservice.storage.git.repository.Persons;

/** Builds the parts of Git storage and connects them. */
final class GitParts implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(GitParts.class.getName());

  final LocalBranch local;
  final Optional<RemoteBranch> remote;
  final Reconciler reconciler;
  final CatchUp catchUp;
  final BatchWriter writer;
  final SingleWriter single;
  final RemoteCheckCounter checks;
  final OutOfStep outOfStep;
  final GitHealth health;
  final GeometricRepack repacking;
  final HistoryIndexWriter index;
  final History history;

  private final DataDirectory directory;
  private final GitRepository repository;
  private final GitSettings settings;
  private final RecentChanges recent;
  private final Clock clock;
  private final Clock steady = new SteadyClock();
  private final RandomGenerator random;

  private GitParts(
      DataDirectory directory,
      GitRepository repository,
      CloneRecovery recovery,
      HistoryIndex historyIndex,
      GitSettings settings,
      Disk disk,
      Clock clock,
      RandomGenerator random) {
    this.directory = directory;
    this.repository = repository;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    PackStore packs = new PackStore(disk, repository.packs());
    Backoff backoff = new Backoff(random);
    ActivePack pack = new ActivePack(packs);
    recent = new RecentChanges(repository.commits(), steady);
    local = new LocalBranch(repository, pack, new Persons(settings.committerEmail()), recent);
    remote =
        settings
            .remoteSettings()
            .map(way -> new RemoteBranch(repository, way, pacing(), steady, random));
    reconciler =
        new Reconciler(
            repository,
            local,
            remote,
            recovery,
            historyIndex,
            recent,
            settings.keysKeptFor(),
            clock);
    checks = new RemoteCheckCounter(remote.isEmpty());
    Optional<PushRetry> pushes = remote.map(branch -> new PushRetry(branch, backoff, steady));
    catchUp = catchUp(pushes);
    writer = writer(pushes, backoff);
    single = new SingleWriter(local, reconciler);
    outOfStep = new OutOfStep(local, remote, reconciler, catchUp, single, checks);
    health = new GitHealth(repository, local, remote, reconciler, single);
    repacking = new GeometricRepack(packs, pack, repository.jgit());
    index = new HistoryIndexWriter(repository, local, reconciler, historyIndex, clock);
    history = new History(repository, local::loaded, historyIndex::drop);
  }

  static GitParts open(GitSettings settings, Disk disk, Clock clock, RandomGenerator random) {
    DataDirectory directory = DataDirectory.take(settings.directory());
    try {
      directory.tidy();
      HistoryIndex index =
          new HistoryIndex(disk, directory, settings.branch(), settings.keysKeptFor());
      CloneRecovery recovery =
          new CloneRecovery(
              directory,
              settings.branch(),
              settings.layout(),
              settings.remote().isPresent(),
              settings.durability(),
              index,
              disk,
              clock);
      GitRepository repository = recovery.open();
      return new GitParts(directory, repository, recovery, index, settings, disk, clock, random);
    } catch (IOException failed) {
      directory.close();
      throw StorageException.unavailable("the repository cannot be opened", failed);
    }
  }

  private PushPacing pacing() {
    return new PushPacing(settings.pushInterval(), steady);
  }

  private CatchUp catchUp(Optional<PushRetry> pushes) {
    return new CatchUp(
        local,
        remote,
        pushes.map(push -> new BacklogPush(repository, local, push, steady, settings.timeout())),
        reconciler,
        settings.durability(),
        settings.timeout(),
        new PushFairness(steady, random),
        checks,
        steady);
  }

  private BatchWriter writer(Optional<PushRetry> pushes, Backoff backoff) {
    return new BatchWriter(
        local,
        remote,
        catchUp,
        reconciler,
        new BatchPublisher(local, remote, pushes, catchUp, settings.durability(), steady),
        recent,
        checks,
        settings.timeout(),
        backoff,
        clock,
        steady);
  }

  @Override
  public void close() {
    try {
      index.writeForNextStart();
    } catch (RuntimeException | LinkageError failed) {
      // A server may stop loading classes before it destroys the beans of an application.
      LOG.log(INFO, "the index of the history is not written: {0}", failed.toString());
    }
    try {
      remote.ifPresent(RemoteBranch::close);
      repository.close();
    } finally {
      // Otherwise the application could not be deployed again in this process.
      directory.close();
    }
  }
}
