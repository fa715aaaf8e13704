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
 * The changes that wait for the writer, and the promises to those who wait for them.
 *
 * <p>Nobody holds a thread while waiting. The writer is woken by the first change and takes all
 * that have come by the time it looks: the slower a batch, the larger the next one.
 */
public final class ChangeQueue {

  private static final System.Logger LOG = System.getLogger(ChangeQueue.class.getName());

  private static final int LARGEST_BATCH = 2048;

  /** A container's executor takes longer to accept a task than most answers take to be given. */
  private static final int ANSWERED_AT_ONCE = 8;

  private record Waiting(Change change, Instant deadline, CompletableFuture<Receipt> answer) {}

  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Executor executor;
  private final Consumer<BatchWritten> listener;
  private final Clock clock;
  private final Duration patience;
  private volatile @Nullable Thread idle;
  private volatile boolean closed;

  /**
   * @param executor runs what those who wait do with their answers; while it refuses, the writer's
   *     thread does
   * @param listener told of each batch, before its changes are answered
   * @param patience how long a change may wait before it is taken up
   */
  public ChangeQueue(
      Executor executor, Consumer<BatchWritten> listener, Clock clock, Duration patience) {
    this.executor = executor;
    this.listener = listener;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * Queues a change.
   *
   * @return completes with the receipt, or exceptionally with {@link StorageException}
   */
  public CompletionStage<Receipt> submit(Change change) {
    // Counted before it is known whether it is taken, so that close() overlooks none that is.
    unanswered.incrementAndGet();
    if (closed) {
      answered();
      return CompletableFuture.failedFuture(stopping());
    }
    CompletableFuture<Receipt> answer = new CompletableFuture<>();
    queue.add(new Waiting(change, clock.instant().plus(patience), answer));
    LockSupport.unpark(idle);
    return answer;
  }

  /** How many changes wait to be taken up. */
  public int depth() {
    return queue.size();
  }

  /**
   * Takes no more changes, and waits until those that were taken are answered.
   *
   * @param longest how long to wait
   * @return whether all are answered
   */
  public boolean close(Duration longest) throws InterruptedException {
    closed = true;
    if (unanswered.get() == 0) {
      finished.countDown();
    }
    return finished.await(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Waits until there is a change; the writer's thread alone does.
   *
   * @return whether there is one; false if the time is over
   */
  boolean awaitChange(Duration longest) {
    idle = Thread.currentThread();
    if (queue.isEmpty()) {
      LockSupport.parkNanos(this, longest.toNanos());
    }
    idle = null;
    return !queue.isEmpty();
  }

  /**
   * Has those that wait made, as one batch. One thread at a time; whoever else waits for its lock
   * has a turn between two batches.
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

  /** Answers those that waited for too long, while none can be made. */
  void failOverdue() {
    Instant now = clock.instant();
    for (Waiting next = queue.peek();
        next != null && next.deadline().isBefore(now);
        next = queue.peek()) {
      if (queue.remove(next)) {
        fail(List.of(next), tooLate());
      }
    }
  }

  /** Answers all that wait: none of them is made any more. */
  void failAll() {
    for (Waiting next = queue.poll(); next != null; next = queue.poll()) {
      fail(List.of(next), stopping());
    }
  }

  /** What is wrong with the storage, the batch finds out. */
  private void awaitTurn(ChangeWriter writer) {
    try {
      writer.awaitTurn();
    } catch (StorageException | ConcurrentAccessException notNow) {
      LOG.log(DEBUG, "the batch does not wait for its turn: {0}", notNow.getMessage());
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
      fail(batch, unknown(broken));
      throw broken;
    }
    tell(new BatchWritten(receipts, Duration.between(start, clock.instant())));
    for (int from = 0; from < receipts.size(); from += ANSWERED_AT_ONCE) {
      int to = Math.min(receipts.size(), from + ANSWERED_AT_ONCE);
      answer(batch.subList(from, to), receipts.subList(from, to));
    }
  }

  /** What was made is made, whatever becomes of those who are told. */
  private void tell(BatchWritten batch) {
    try {
      listener.accept(batch);
    } catch (RuntimeException | Error broken) {
      OutOfMemory.endProcessOn(broken);
      LOG.log(ERROR, "who listens to batches met a defect", broken);
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

  /** Those who wait for an answer have done with it what they wanted by now. */
  private void answered() {
    if (unanswered.decrementAndGet() == 0 && closed) {
      finished.countDown();
    }
  }

  private static StorageException tooLate() {
    return StorageException.unavailable("the change waited too long", null);
  }

  private static StorageException stopping() {
    return StorageException.unavailable("the service is being stopped", null);
  }

  private static StorageException unknown(Throwable broken) {
    return new StorageException(
        StorageException.Kind.OUTCOME_UNKNOWN,
        "the change met an internal error",
        Duration.ofSeconds(5),
        broken);
  }
}
