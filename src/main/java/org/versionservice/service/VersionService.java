package org.versionservice.service;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.versionservice.storage.Durability;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.SteadyClock;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.StorageHealth;
import org.versionservice.storage.WriteTimes;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.Condition;
import org.versionservice.version.Increment;
import org.versionservice.version.Outcome;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Registry;
import org.versionservice.version.Request;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;

/**
 * The registry as its users see it: reads that wait for nobody, and changes that are answered.
 *
 * <p>A change returns at once and holds no thread while it waits. Its answer completes with the
 * receipt, or exceptionally with {@link StorageException}.
 */
@ApplicationScoped
public class VersionService {

  private static final System.Logger LOG = System.getLogger(VersionService.class.getName());

  /** For the batch that is being written when the application ends. */
  private static final Duration LAST_BATCH = Duration.ofSeconds(10);

  @Inject private GitStorage storage;
  @Inject private SharedCache cache;
  @Inject private GitSettings settings;
  @Inject private InitialVersionResolver start;
  @Inject private RandomGenerator random;
  @Inject private Clock clock;
  @Inject private Event<BatchWritten> written;
  @EJB private VersionWriter service;
  @Inject private BackgroundTasks tasks;
  @Resource private ManagedExecutorService executor;
  @Resource private ManagedThreadFactory threads;

  private ChangeQueue queue;
  private WriterThread writer;
  private CoalescedTask push;
  private RemoteFetch fetch;

  @PostConstruct
  void open() {
    queue = new ChangeQueue(executor, written::fire, new SteadyClock(), settings.timeout());
    push = new CoalescedTask("push", executor, storage::pushPendingCommits);
    fetch = new RemoteFetch(executor, this::askRemote);
    writer = new WriterThread(queue, this::write, tasks.add("writer", WriterThread.LONGEST_REST));
    writer.start(threads);
  }

  /**
   * The newest entry of an app, be it in the snapshot or in the cache.
   *
   * @throws StorageException if the registry is not loaded yet
   */
  public Optional<ApplicationVersion> find(ApplicationId app) {
    return cache.find(app);
  }

  /**
   * The newest acknowledged state: the snapshot, and what the cache has that is newer. Its head is
   * the snapshot's.
   *
   * @throws StorageException if the registry is not loaded yet
   */
  public Snapshot snapshot() {
    return cache.snapshot();
  }

  /** Returns whether conditions on an app hold of the newest acknowledged state. */
  public boolean holds(ApplicationId app, List<Condition> conditions) {
    Snapshot now = cache.snapshot(app);
    return conditions.stream().allMatch(each -> each.holds(now.registry(), now.head()));
  }

  /** The version of a build between releases; empty if there is no next patch. */
  public CompletionStage<Optional<SemanticVersion>> devVersion(ApplicationId app, SourceSha sha) {
    Registry registry = cache.snapshot(app).registry();
    return start.of(app, registry).thenApply(from -> registry.devVersion(app, from, sha));
  }

  /**
   * Moves an app on to its next version.
   *
   * @return also completes with {@link DiscoveryException}
   */
  public CompletionStage<Receipt> increment(
      ApplicationId app, Increment increment, WriteOptions terms) {
    return start
        .of(app, cache.snapshot(app).registry())
        .thenCompose(
            from ->
                submit(new Change.IncrementVersion(app, increment, from, request(terms)), terms));
  }

  /**
   * Gives an app a version of the caller's own.
   *
   * @param force take it although it is not higher than all that were ever issued
   */
  public CompletionStage<Receipt> set(
      ApplicationId app, SemanticVersion version, boolean force, WriteOptions terms) {
    return submit(new Change.SetVersion(app, version, force, request(terms)), terms);
  }

  /** Deletes an app. */
  public CompletionStage<Receipt> delete(ApplicationId app, WriteOptions terms) {
    return submit(new Change.DeleteApplication(app, request(terms)), terms);
  }

  /** Deletes all apps of a project at once. */
  public CompletionStage<Receipt> delete(ProjectId project, WriteOptions terms) {
    return submit(new Change.DeleteProject(project, request(terms)), terms);
  }

  /** How the storage is. */
  public StorageHealth health() {
    return tasks.addTo(cache.addTo(storage.health()));
  }

  /** How many changes wait to be taken up. */
  public int waiting() {
    return queue.depth();
  }

  /** Returns whether the registry was loaded. */
  public boolean isLoaded() {
    return storage.isLoaded();
  }

  /** How many apps have a version; 0 until the registry is loaded. */
  public int apps() {
    return isLoaded() ? storage.snapshot().registry().all().size() : 0;
  }

  /** Returns whether there is a cache that is of use at present. */
  public boolean isCacheUp() {
    return cache.isUp();
  }

  /** How many apps are newer in the cache than in the snapshot. */
  public int newerInCache() {
    return cache.newerEntries();
  }

  /** Registers a listener for the times of each batch; it must not block the writer. */
  public void onWrite(Consumer<WriteTimes> listener) {
    storage.onWrite(listener);
  }

  /** Registers a listener for cache hits and misses; it is not called if there is no cache. */
  public void onCacheRead(Consumer<Boolean> listener) {
    cache.onRead(listener);
  }

  /** How many commits the remote lacks. */
  public int unpushed() {
    return storage.unpushed();
  }

  /** The newest steps that were found to be given out on two sides, newest first. */
  public List<CommittedTransition> conflicts() {
    return storage.conflicts();
  }

  /**
   * Takes over at once what others pushed, and pushes what is not pushed yet, however long ago the
   * remote last answered: whoever asks for this has heard of it.
   *
   * @return completes when the remote was asked; those who come while another one waits share its
   *     answer; or with a {@link StorageException} if it did not answer, or could not be asked
   */
  public CompletionStage<Void> fetch() {
    return fetch.request();
  }

  private void askRemote() {
    storage.tryRemoteAgain();
    if (storage.isBehind()) {
      service.synchronise();
    }
    storage.pushPendingCommits();
    storage.requireRemote();
  }

  /** Answers the changes that have waited for too long for a batch that takes long itself. */
  void failOverdue() {
    queue.failOverdue();
  }

  private CompletionStage<Receipt> submit(Change unconditional, WriteOptions terms) {
    Change change =
        terms.conditions().isEmpty()
            ? unconditional
            : new Change.Conditional(unconditional, terms.conditions());
    if (!terms.dryRun()) {
      return queue.submit(change);
    }
    Snapshot now = snapshot();
    Outcome outcome = now.registry().apply(change, now.head(), clock.instant());
    return CompletableFuture.completedFuture(
        new Receipt(outcome, Optional.empty(), Optional.empty()));
  }

  private Request request(WriteOptions terms) {
    return new Request(
        ChangeId.random(random),
        terms.principal(),
        terms.key(),
        terms.sha(),
        Optional.of(terms.correlation()));
  }

  private void write() {
    service.writeWaiting(queue);
    if (settings.durability() == Durability.LOCAL) {
      push.request();
    }
  }

  /**
   * Takes no more changes, waits until those that were taken are answered, and pushes what is not
   * pushed yet.
   *
   * @param longest how long all of it may take
   * @return whether all are answered
   */
  public boolean finish(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    boolean answered = queue.close(longest);
    FutureTask<Integer> push = new FutureTask<>(storage::pushPendingCommits);
    threads.newThread(push).start();
    try {
      push.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException notPushed) {
      LOG.log(WARNING, "not all is pushed; the next start goes on with it");
    }
    return answered;
  }

  @PreDestroy
  void close() {
    try {
      queue.close(Duration.ZERO);
      writer.stop(LAST_BATCH);
      while (queue.depth() > 0) {
        service.writeWaiting(queue);
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failed) {
      LOG.log(WARNING, "not all changes are made before the end", failed);
    } finally {
      queue.failAll();
    }
  }
}
