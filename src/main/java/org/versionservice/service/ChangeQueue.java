package org.versionservice.service;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import jakarta.ejb.ConcurrentAccessException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.OutOfMemory;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.version.Change;

/**
 * A queue of changes, each with the stage that completes with its receipt.
 *
 * <p>Callers hold no thread while they wait. The first change wakes the writer, which takes all
 * waiting changes as one batch: the slower a batch, the larger the next one.
 */
public final class ChangeQueue {

  private static final System.Logger LOG = System.getLogger(ChangeQueue.class.getName());

  private static final int LARGEST_BATCH = 2048;

  /** To submit a task to a container's executor takes longer than most answers. */
  private static final int ANSWERS_PER_TASK = 8;

  private record Waiting(Change change, Instant deadline, CompletableFuture<Receipt> answer) {}

  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Executor executor;
  private final Consumer<BatchWritten> listener;
  private final Clock clock;
  private final Duration longestWait;
  private volatile @Nullable Thread idle;
  private volatile boolean closed;

  /**
   * @param executor completes the stages; while it refuses tasks, the writer's thread does
   * @param listener called with each written batch before its changes are answered
   * @param longestWait how long a change may wait to be taken up
   */
  public ChangeQueue(
      Executor executor, Consumer<BatchWritten> listener, Clock clock, Duration longestWait) {
    this.executor = executor;
    this.listener = listener;
    this.clock = clock;
    this.longestWait = longestWait;
  }

  /**
   * Queues a change.
   *
   * @return completes with the receipt, or exceptionally with {@link StorageException}
   */
  public CompletionStage<Receipt> submit(Change change) {
    // Counted before the look at closed, so that close() overlooks no accepted change.
    unanswered.incrementAndGet();
    if (closed) {
      answered();
      return CompletableFuture.failedFuture(stopping());
    }
    CompletableFuture<Receipt> answer = new CompletableFuture<>();
    queue.add(new Waiting(change, clock.instant().plus(longestWait), answer));
    LockSupport.unpark(idle);
    return answer;
  }

  /** Returns how many changes wait to be taken up. */
  public int depth() {
    return queue.size();
  }

  /**
   * Refuses further changes, and waits until the accepted ones are answered.
   *
   * @return whether all are answered
   */
  public boolean close(Duration longest) throws InterruptedException {
    closed = true;
    if (unanswered.get() == 0) {
      finished.countDown();
    }
    return finished.await(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Waits for a change and returns whether there is one; called by the writer's thread only. */
  boolean awaitChange(Duration longest) {
    idle = Thread.currentThread();
    if (queue.isEmpty()) {
      LockSupport.parkNanos(this, longest.toNanos());
    }
    idle = null;
    return !queue.isEmpty();
  }

  /**
   * Writes the waiting changes as one batch. Called by one thread at a time. The writer's lock is
   * free between two batches.
   */
  public void writeWaiting(ChangeWriter writer) {
    if (queue.isEmpty()) {
      return;
    }
    awaitTurn(writer);
    List<Waiting> batch = take();
    if (!batch.isEmpty()) {
      write(batch, writer);
    }
  }

  void failOverdue() {
    Instant now = clock.instant();
    for (Waiting next = queue.peek();
        next != null && next.deadline().isBefore(now);
        next = queue.peek()) {
      if (queue.remove(next)) {
        fail(List.of(next), StorageException.unavailable("the change waited too long", null));
      }
    }
  }

  void failAll() {
    for (Waiting next = queue.poll(); next != null; next = queue.poll()) {
      fail(List.of(next), stopping());
    }
  }

  /** Ignores a fault of the storage: the batch will meet it too. */
  private void awaitTurn(ChangeWriter writer) {
    try {
      writer.awaitTurn();
    } catch (StorageException | ConcurrentAccessException failure) {
      LOG.log(DEBUG, "the batch does not wait for its turn: {0}", failure.getMessage());
    } catch (RuntimeException | Error broken) {
      fail(take(), StorageException.unavailable("the change met an internal error", broken));
      throw broken;
    }
  }

  private List<Waiting> take() {
    failOverdue();
    List<Waiting> batch = new ArrayList<>();
    while (batch.size() < LARGEST_BATCH) {
      Waiting next = queue.poll();
      if (next == null) {
        return batch;
      }
      batch.add(next);
    }
    return batch;
  }

  private void write(List<Waiting> batch, ChangeWriter writer) {
    Instant start = clock.instant();
    List<Receipt> receipts;
    try {
      receipts = writer.write(batch.stream().map(Waiting::change).toList());
    } catch (StorageException failure) {
      fail(batch, failure);
      return;
    } catch (ConcurrentAccessException locked) {
      fail(batch, StorageException.unavailable("other writes take too long", locked));
      return;
    } catch (RuntimeException | Error broken) {
      fail(batch, StorageException.outcomeUnknown("the change met an internal error", broken));
      throw broken;
    }
    notifyListener(new BatchWritten(receipts, Duration.between(start, clock.instant())));
    for (int from = 0; from < receipts.size(); from += ANSWERS_PER_TASK) {
      int to = Math.min(receipts.size(), from + ANSWERS_PER_TASK);
      answer(batch.subList(from, to), receipts.subList(from, to));
    }
  }

  /** The batch is written, so a defect of the listener must not fail it. */
  private void notifyListener(BatchWritten batch) {
    try {
      listener.accept(batch);
    } catch (RuntimeException | Error broken) {
      OutOfMemory.endProcessOn(broken);
      LOG.log(ERROR, "a listener of batches met a defect", broken);
    }
  }

  private void answer(List<Waiting> some, List<Receipt> receipts) {
    execute(
        () -> {
          for (int i = 0; i < receipts.size(); i++) {
            some.get(i).answer().complete(receipts.get(i));
            answered();
          }
        });
  }

  private void fail(List<Waiting> some, StorageException failure) {
    for (Waiting waiting : some) {
      execute(
          () -> {
            waiting.answer().completeExceptionally(failure);
            answered();
          });
    }
  }

  private void execute(Runnable answer) {
    try {
      executor.execute(answer);
    } catch (RuntimeException | Error full) {
      LOG.log(DEBUG, "the writer gives answers itself: {0}", full.getMessage());
      answer.run();
    }
  }

  private void answered() {
    if (unanswered.decrementAndGet() == 0 && closed) {
      finished.countDown();
    }
  }

  private static StorageException stopping() {
    return StorageException.unavailable("the service is being stopped", null);
  }
}
