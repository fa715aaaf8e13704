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
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.versionservice.storage.Durability;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.SteadyClock;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.WriteTimes;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.Change;

/**
 * Owns the queue of changes and the thread that hands them to {@link VersionWriter}, or to the
 * holder of the writer lease.
 */
@ApplicationScoped
public class ChangeDispatcher {

  private static final System.Logger LOG = System.getLogger(ChangeDispatcher.class.getName());

  private static final Duration LAST_BATCH = Duration.ofSeconds(10);

  @Inject private GitStorage storage;
  @Inject private GitSettings settings;
  @Inject private Event<WriteTimes> times;
  @Inject private ChangeWriter holder;
  @Inject private Event<Stopping> stopping;
  @Inject private BackgroundTasks tasks;
  @EJB private VersionWriter writer;
  @Resource private ManagedExecutorService executor;
  @Resource private ManagedThreadFactory threads;

  private final Clock steady = new SteadyClock();
  private ChangeQueue queue;
  private WriterThread thread;
  private CoalescedTask push;

  @PostConstruct
  void open() {
    queue = new ChangeQueue(executor, steady, settings.timeout());
    storage.onWrite(times::fire);
    push = new CoalescedTask("push", executor, storage::pushPendingCommits);
    thread = new WriterThread(queue, this::write, tasks.add("writer", WriterThread.LONGEST_PAUSE));
    thread.start(threads);
  }

  /**
   * Queues a change.
   *
   * @return completes with the receipt, or exceptionally with {@link StorageException}
   */
  public CompletionStage<Receipt> submit(Change change) {
    return queue.submit(change);
  }

  /** Queues changes of another replica, which one batch takes. */
  public List<CompletableFuture<Receipt>> submit(List<Change> changes) {
    return queue.submit(changes);
  }

  /** Returns how many changes wait to be taken up. */
  public int waiting() {
    return queue.depth();
  }

  /** Called once a second: fails the changes that waited too long to be taken up. */
  public void tick() {
    queue.tick();
  }

  /** Hands a batch to the holder of the writer lease, or makes it here. */
  private void write() {
    if (!queue.hasReturned()) {
      holder.awaitTurn();
    }
    if (isMadeHere()) {
      storage.awaitPush();
    }
    queue.writeWaiting(isMadeHere() ? writer : holder);
    // Otherwise the next run of PushRetryTimer pushes.
    if (settings.durability() == Durability.LOCAL && storage.isPushDue()) {
      push.request();
    }
  }

  private boolean isMadeHere() {
    return queue.hasReturned() || !holder.takesChanges();
  }

  /**
   * Refuses further changes, waits until the accepted ones are answered, and pushes.
   *
   * @param longest how long all of it may take
   * @return whether all are answered
   */
  public boolean finish(Duration longest) throws InterruptedException {
    Instant end = steady.instant().plus(longest);
    stopping.fire(new Stopping());
    storage.liftPacing();
    boolean answered = queue.close(longest);
    FutureTask<Integer> lastPush = new FutureTask<>(storage::pushPendingCommits);
    threads.newThread(lastPush).start();
    try {
      lastPush.get(Duration.between(steady.instant(), end).toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException notPushed) {
      LOG.log(WARNING, "not all commits are pushed; the next start continues");
    }
    return answered;
  }

  @PreDestroy
  void close() {
    storage.liftPacing();
    try {
      queue.close(Duration.ZERO);
      thread.stop(LAST_BATCH);
      while (queue.depth() > 0) {
        queue.writeWaiting(writer);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failed) {
      LOG.log(WARNING, "not all changes were made before the stop", failed);
    } finally {
      queue.failAll();
    }
  }
}
