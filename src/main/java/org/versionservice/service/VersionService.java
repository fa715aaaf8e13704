package org.versionservice.service;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.StorageHealth;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Change;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.Condition;
import org.versionservice.version.Increment;
import org.versionservice.version.Layout;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Registry;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SettleReservation;

/**
 * The operations of the registry, as resources, health checks and the MXBean call them.
 *
 * <p>Reads do not wait for writes. A change returns at once and holds no thread while it waits: its
 * stage completes with the receipt, or exceptionally with {@link StorageException}. The container
 * counts and times each method; the time of a change is that of queueing it.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.CONTAINER)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Lock(LockType.READ)
public class VersionService {

  @Inject private GitStorage storage;
  @Inject private SharedCache cache;
  @Inject private ChangeDispatcher dispatcher;
  @Inject private ChangeSubmission changes;
  @Inject private InitialVersionResolver initialVersions;
  @Inject private RemoteSynchroniser synchroniser;
  @Inject private BackgroundTasks tasks;
  @Inject private ReplicaStatus replicas;
  @Inject private Clock clock;
  @Resource private ManagedExecutorService executor;

  private RemoteFetch fetch;

  @PostConstruct
  void open() {
    fetch = new RemoteFetch(executor, synchroniser::synchroniseNow);
  }

  /**
   * Returns the newest entry of an app: that of the snapshot or, if it is newer, that of the cache.
   *
   * @throws StorageException if the registry is not loaded yet, or the app is not there and the
   *     file of its project cannot be read
   */
  public Optional<ApplicationVersion> find(ApplicationId app) {
    return cache.find(app);
  }

  /**
   * Returns the newest acknowledged state: the snapshot, and what the cache has that is newer. Its
   * head is the snapshot's.
   *
   * @throws StorageException if the registry is not loaded yet
   */
  public Snapshot snapshot() {
    return cache.snapshot();
  }

  /**
   * Returns the newest acknowledged state of an app; other apps may be older in it.
   *
   * @throws StorageException if the registry is not loaded yet, or the app is not there and the
   *     file of its project cannot be read
   */
  public Snapshot snapshot(ApplicationId app) {
    Snapshot now = cache.snapshot(app);
    now.find(app); // Throws if nothing is known about the app.
    return now;
  }

  /**
   * Returns the newest commit here; empty while there is none.
   *
   * @throws StorageException if the registry is not loaded yet
   */
  public Optional<CommitId> head() {
    return storage.snapshot().head();
  }

  /**
   * Returns whether an app has a version, or had one and was deleted.
   *
   * @throws StorageException if neither is known, and the file of its project cannot be read
   */
  public boolean wasEverKnown(ApplicationId app) {
    Snapshot now = cache.snapshot(app);
    return now.registry().findDeleted(app).isPresent() || now.find(app).isPresent();
  }

  /**
   * Returns whether conditions on an app hold of the newest acknowledged state.
   *
   * @throws StorageException if the app is not there, and the file of its project cannot be read
   */
  public boolean holds(ApplicationId app, List<Condition> conditions) {
    Snapshot now = snapshot(app);
    return conditions.stream().allMatch(each -> each.holds(now.registry(), now.head()));
  }

  /**
   * Returns the highest kept version of an app or of a release line or, if it is not known, the
   * version that it would start from; empty if the line has none.
   *
   * @return also completes with {@link DiscoveryException}
   * @throws StorageException if the app is not there, and the file of its project cannot be read
   */
  public CompletionStage<Optional<SemanticVersion>> highest(
      ApplicationId app, RequestedLine requested) {
    Registry registry = snapshot(app).registry();
    Optional<SemanticVersion> highest = registry.kept(app, requested.line(), clock.instant());
    return initialVersions
        .of(app, requested, registry)
        .thenApply(start -> highest.or(() -> start.of(requested)));
  }

  /**
   * Issues the next version of an app, or of the release line that a request names.
   *
   * @return also completes with {@link DiscoveryException}
   */
  public CompletionStage<Receipt> increment(
      ApplicationId app, Increment increment, RequestedLine requested, WriteOptions options) {
    return changes.issue(app, increment, requested, Optional.empty(), options);
  }

  /**
   * Reserves the next version of an app, or of the release line that a request names.
   *
   * @param time from a minute to seven days
   * @return also completes with {@link DiscoveryException}
   */
  public CompletionStage<Receipt> reserve(
      ApplicationId app,
      Increment increment,
      RequestedLine requested,
      Duration time,
      WriteOptions options) {
    return changes.issue(app, increment, requested, Optional.of(time), options);
  }

  /** Confirms a reservation. */
  public CompletionStage<Receipt> confirm(
      ApplicationId app, SemanticVersion version, WriteOptions options) {
    return changes.submit(request -> new SettleReservation(app, version, true, request), options);
  }

  /** Aborts a reservation. */
  public CompletionStage<Receipt> abort(
      ApplicationId app, SemanticVersion version, WriteOptions options) {
    return changes.submit(request -> new SettleReservation(app, version, false, request), options);
  }

  /**
   * Gives an app a version that the caller chose.
   *
   * @param force take it although it is not higher than all that were ever issued
   */
  public CompletionStage<Receipt> set(
      ApplicationId app, SemanticVersion version, boolean force, WriteOptions options) {
    return changes.submit(request -> new Change.SetVersion(app, version, force, request), options);
  }

  /** Deletes an app. */
  public CompletionStage<Receipt> delete(ApplicationId app, WriteOptions options) {
    return changes.submit(request -> new Change.DeleteApplication(app, request), options);
  }

  /** Deletes all apps of a project at once. */
  public CompletionStage<Receipt> delete(ProjectId project, WriteOptions options) {
    return changes.submit(request -> new Change.DeleteProject(project, request), options);
  }

  /** Moves all entries to the files of a layout; no entry changes. */
  public CompletionStage<Receipt> convert(Layout layout, WriteOptions options) {
    return changes.submit(request -> new Change.ConvertLayout(layout, request), options);
  }

  /** Returns the health of all stores, the cache and the background tasks; never throws. */
  public StorageHealth health() {
    return storage
        .health()
        .degradedBy(cache.health())
        .degradedBy(replicas.health())
        .degradedBy(tasks.health());
  }

  /** Returns whether this replica could write now: it is loaded, and disk and remote answer. */
  public boolean isWritable() {
    return storage.isWritable();
  }

  /** Returns whether this replica holds the writer lease. */
  public boolean isLeaseHeld() {
    return replicas.isLeaseHeld();
  }

  /** Returns how many changes wait to be taken up. */
  public int waiting() {
    return dispatcher.waiting();
  }

  /** Returns whether the registry was loaded. */
  public boolean isLoaded() {
    return storage.isLoaded();
  }

  /** Returns how many apps have a version; 0 until the registry is loaded. */
  public int apps() {
    return storage.isLoaded() ? storage.list().size() : 0;
  }

  /** Returns whether there is a cache that is of use at present. */
  public boolean isCacheUp() {
    return cache.isUp();
  }

  /** Returns how many apps are newer in the cache than in the snapshot. */
  public int newerInCache() {
    return cache.newerEntries();
  }

  /** Returns how many commits the remote lacks. */
  public int unpushed() {
    return storage.unpushed();
  }

  /** Returns the newest steps of apps that also changed on the remote during an outage. */
  public List<CommittedTransition> conflicts() {
    return storage.conflicts();
  }

  /**
   * Takes over at once what others pushed, and pushes what is not pushed yet, even if the remote
   * failed just before.
   *
   * @return completes when the remote was asked; calls that come while another one waits share its
   *     answer; or with a {@link StorageException} if it did not answer, or could not be asked
   */
  public CompletionStage<Void> fetch() {
    return fetch.request();
  }
}
