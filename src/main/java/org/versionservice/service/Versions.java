package org.versionservice.service;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.StorageHealth;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitSettings.Durability;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.Change;

/** The registry as its users see it: reads that wait for nobody, and changes that are answered. */
@ApplicationScoped
public class Versions {

  @Inject private GitStorage storage;
  @Inject private GitSettings settings;
  @Inject private Clock clock;
  @EJB private VersionService service;
  @Resource private ManagedExecutorService executor;

  private final AtomicBoolean pushing = new AtomicBoolean();
  private ChangeQueue queue;

  @PostConstruct
  void open() {
    queue = new ChangeQueue(executor, this::write, clock, settings.timeout());
  }

  /**
   * The newest acknowledged state.
   *
   * @throws StorageException if the registry is not loaded yet
   */
  public Snapshot snapshot() {
    return storage.snapshot();
  }

  /**
   * Has a change made. Returns at once; no thread waits for the answer.
   *
   * @return completes with the receipt, or exceptionally with {@link StorageException}
   */
  public CompletionStage<Receipt> submit(Change change) {
    return queue.submit(change);
  }

  /** How the storage is. */
  public StorageHealth health() {
    return storage.health();
  }

  /** How many changes wait to be taken up. */
  public int waiting() {
    return queue.depth();
  }

  private void write() {
    service.writeWaiting(queue);
    if (settings.durability() == Durability.LOCAL && pushing.compareAndSet(false, true)) {
      executor.execute(this::push);
    }
  }

  private void push() {
    pushing.set(false);
    storage.pushPendingCommits();
  }

  @PreDestroy
  void close() {
    service.writeWaiting(queue);
  }
}
