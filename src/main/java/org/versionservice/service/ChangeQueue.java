package org.versionservice.service;

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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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

  /** What makes changes. */
  public interface Writer {

    /** Waits until it is the right time to make a batch; changes that come until then join it. */
    default void awaitTurn() {}

    /**
     * Makes them.
     *
     * @return a receipt for each, in their order
     * @throws StorageException if none was made, or nobody knows
     */
    List<Receipt> write(List<Change> changes);
  }

  private static final int LARGEST_BATCH = 2048;

  /** A container's executor takes longer to accept a task than most answers take to be given. */
  private static final int ANSWERED_AT_ONCE = 8;

  private record Waiting(Change change, Instant deadline, CompletableFuture<Receipt> answer) {}

  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Executor executor;
  private final Runnable writer;
  private final Consumer<BatchWritten> listener;
  private final Clock clock;
  private final Duration patience;
  private volatile boolean closed;

  /**
   * @param executor runs the writer, and what those who wait do with their answers
   * @param writer calls {@link #writeWaiting}, under whatever lock it takes
   * @param listener told of each batch, before its changes are answered
   * @param patience how long a change may wait before it is taken up
   */
  public ChangeQueue(
      Executor executor,
      Runnable writer,
      Consumer<BatchWritten> listener,
      Clock clock,
      Duration patience) {
    this.executor = executor;
    this.writer = writer;
    this.listener = listener;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * Has a change made.
   *
   * @return completes with the receipt, or exceptionally with {@link StorageException}
   */
  public CompletionStage<Receipt> submit(Change change) {
    // Counted before it is known whether it is taken, so that close() overlooks none that is.
    unanswered.incrementAndGet();
    if (closed) {
      answered();
      return CompletableFuture.failedFuture(
          StorageException.unavailable("the service is being stopped", null));
    }
    CompletableFuture<Receipt> answer = new CompletableFuture<>();
    queue.add(new Waiting(change, clock.instant().plus(patience), answer));
    wake();
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

  /** Has all that wait made, batch by batch, until none waits. One thread at a time. */
  public void writeWaiting(Writer storage) {
    while (!queue.isEmpty()) {
      storage.awaitTurn();
      List<Waiting> batch = take();
      if (!batch.isEmpty()) {
        write(batch, storage);
      }
    }
  }

  private void wake() {
    if (woken.compareAndSet(false, true)) {
      executor.execute(this::run);
    }
  }

  private void run() {
    try {
      writer.run();
    } finally {
      woken.set(false);
      if (!queue.isEmpty()) {
        wake();
      }
    }
  }

  private List<Waiting> take() {
    List<Waiting> batch = new ArrayList<>();
    Instant now = clock.instant();
    while (batch.size() < LARGEST_BATCH) {
      Waiting next = queue.poll();
      if (next == null) {
        return batch;
      }
      if (next.deadline().isBefore(now)) {
        fail(next, StorageException.unavailable("the change waited too long", null));
      } else {
        batch.add(next);
      }
    }
    return batch;
  }

  private void write(List<Waiting> batch, Writer storage) {
    long start = System.nanoTime();
    try {
      List<Receipt> receipts = storage.write(batch.stream().map(Waiting::change).toList());
      listener.accept(new BatchWritten(receipts, Duration.ofNanos(System.nanoTime() - start)));
      for (int from = 0; from < receipts.size(); from += ANSWERED_AT_ONCE) {
        int to = Math.min(receipts.size(), from + ANSWERED_AT_ONCE);
        answer(batch.subList(from, to), receipts.subList(from, to));
      }
    } catch (StorageException failure) {
      batch.forEach(waiting -> fail(waiting, failure));
    } catch (RuntimeException | Error broken) {
      StorageException failure =
          new StorageException(
              StorageException.Kind.OUTCOME_UNKNOWN,
              "the change met an internal error",
              Duration.ofSeconds(5),
              broken);
      batch.forEach(waiting -> fail(waiting, failure));
      throw broken;
    }
  }

  private void answer(List<Waiting> some, List<Receipt> receipts) {
    executor.execute(
        () -> {
          for (int i = 0; i < receipts.size(); i++) {
            some.get(i).answer().complete(receipts.get(i));
            answered();
          }
        });
  }

  private void fail(Waiting waiting, StorageException failure) {
    executor.execute(
        () -> {
          waiting.answer().completeExceptionally(failure);
          answered();
        });
  }

  /** Those who wait for an answer have done with it what they wanted by now. */
  private void answered() {
    if (unanswered.decrementAndGet() == 0 && closed) {
      finished.countDown();
    }
  }
}
