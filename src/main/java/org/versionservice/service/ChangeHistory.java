package org.versionservice.service;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.versionservice.storage.FeedPage;
import org.versionservice.storage.FeedPosition;
import org.versionservice.storage.HistoryPage;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommitPrefix;

/**
 * What happened to the registry, and who is to be told of what happens next.
 *
 * <p>All methods throw {@link StorageException} while the registry is not loaded.
 */
@ApplicationScoped
public class ChangeHistory {

  @Inject private GitStorage storage;
  @Resource private ManagedExecutorService executor;

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  @PostConstruct
  void open() {
    storage.onMove(new CoalescedTask("telling of changes", executor, this::tell)::request);
  }

  /**
   * Registers a listener for new steps, whoever made them. Several that come at once are reported
   * once. Writers do not wait for it.
   */
  public void onMove(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * Steps of an app, newest first.
   *
   * @param before the commit that the steps are older than
   * @param limit how many at most
   * @return empty if there is no such commit
   */
  public Optional<HistoryPage> of(ApplicationId app, Optional<CommitPrefix> before, int limit) {
    return storage.history().of(app, before, limit);
  }

  /** The registry as a commit holds it; empty if there is no such commit. */
  public Optional<Snapshot> at(CommitPrefix commit) {
    return storage.history().at(commit);
  }

  /** The registry as it was at a time; empty before the first commit. */
  public Snapshot at(Instant time) {
    return storage.history().at(time);
  }

  /** The place behind all steps. */
  public FeedPosition end() {
    return storage.history().end();
  }

  /** The place behind a commit; empty if there is no such commit. */
  public Optional<FeedPosition> behind(CommitId commit) {
    return storage.history().behind(commit);
  }

  /**
   * The steps behind a place.
   *
   * @param most how many commits are read at most
   */
  public FeedPage next(FeedPosition position, int most) {
    return storage.history().next(position, most);
  }

  private void tell() {
    listeners.forEach(Runnable::run);
  }
}
