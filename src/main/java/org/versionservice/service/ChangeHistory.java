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
import java.util.function.Predicate;
import org.versionservice.storage.FeedPage;
import org.versionservice.storage.FeedPosition;
import org.versionservice.storage.HistoryEntry;
import org.versionservice.storage.HistoryPage;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommitPrefix;

/**
 * The history of the registry, and the listeners for new steps. All methods throw {@link
 * StorageException} until the registry is loaded.
 */
@ApplicationScoped
public class ChangeHistory {

  @Inject private GitStorage storage;
  @Resource private ManagedExecutorService executor;

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  @PostConstruct
  void open() {
    storage.onMove(
        new CoalescedTask("notify of changes", executor, () -> listeners.forEach(Runnable::run))
            ::request);
  }

  /**
   * Registers a listener for new steps of any replica. Steps at the same time are reported once.
   * Writers do not wait for the listener.
   */
  public void onMove(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * Returns steps of an app, newest first; empty if there is no commit {@code before}.
   *
   * @param before only steps older than this commit
   * @param limit how many at most
   * @param wanted only these; the part may then have less than {@code limit} and a next one
   */
  public Optional<HistoryPage> of(
      ApplicationId app, Optional<CommitPrefix> before, int limit, Predicate<HistoryEntry> wanted) {
    return storage.history().of(app, before, limit, wanted);
  }

  /** Returns the registry in a commit; empty if there is no such commit. */
  public Optional<Snapshot> at(CommitPrefix commit) {
    return storage.history().at(commit);
  }

  /** Returns the registry at a time; empty before the first commit. */
  public Snapshot at(Instant time) {
    return storage.history().at(time);
  }

  /** Returns the position behind all steps. */
  public FeedPosition end() {
    return storage.history().end();
  }

  /** Returns the position behind a commit; empty if there is no such commit. */
  public Optional<FeedPosition> behind(CommitId commit) {
    return storage.history().behind(commit);
  }

  /**
   * Returns the steps behind a position.
   *
   * @param most how many commits to read at most
   */
  public FeedPage next(FeedPosition position, int most) {
    return storage.history().next(position, most);
  }
}
