package org.versionservice.service;

import static java.lang.System.Logger.Level.DEBUG;

import jakarta.ejb.ConcurrentAccessException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.version.Change;

/**
 * A queue of changes, each with the stage that completes with its receipt.
 *
 * <p>Callers hold no thread while they wait. The first change wakes the writer, which takes all
 * waiting changes as one batch: the slower a batch, the larger the next one. A batch that another
 * writer did not make comes back to the head of the queue.
 */
public final class ChangeQueue {

  private static final System.Logger LOG = System.getLogger(ChangeQueue.class.getName());

  private static final int LARGEST_BATCH = 2048;

  /**
   * A change that waits.
   *
   * @param returned whether another writer had it and did not make it
   * @param mayBeMade whether that writer may have made it all the same
   */
  private record Waiting(
      Change change,
      Instant deadline,
      CompletableFuture<Receipt> answer,
      boolean returned,
      boolean mayBeMade) {

    /** The other writer may still make a change that was not made here, on a later state. */
    void complete(Receipt receipt) {
      if (mayBeMade && !receipt.outcome().isMade()) {
        fail(StorageException.unavailable("another replica may still make the change", null));
      } else {
        answer.complete(receipt);
      }
    }

    void fail(StorageException failure) {
      answer.completeExceptionally(mayBeMade ? failure.withUnknownOutcome() : failure);
    }
  }

  private final Deque<Waiting> queue = new ConcurrentLinkedDeque<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AnswerQueue answers;
  private final BatchDelay delay = new BatchDelay();
  private final Clock clock;
  private final Duration longestWait;
  private volatile @Nullable Thread idle;
  private volatile boolean closed;

  /**
   * @param executor completes the stages; while it refuses tasks, the writer's thread does
   * @param longestWait how long a change may wait to be taken up
   */
  public ChangeQueue(Executor executor, Clock clock, Duration longestWait) {
    this.answers = new AnswerQueue(executor);
    this.clock = clock;
    this.longestWait = longestWait;
  }

  /** Queues a change; completes with its receipt or {@link StorageException}. */
  public CompletionStage<Receipt> submit(Change change) {
    return submit(List.of(change)).get(0);
  }

  /** Queues changes at once, so that one batch takes all of them. */
  public List<CompletableFuture<Receipt>> submit(List<Change> changes) {
    // Counted before the look at closed, so that close() overlooks no accepted change.
    unanswered.addAndGet(changes.size());
    if (closed) {
      changes.forEach(change -> answered());
      return changes.stream()
          .map(change -> CompletableFuture.<Receipt>failedFuture(stopping()))
          .toList();
    }
    Instant deadline = clock.instant().plus(longestWait);
    List<Waiting> waiting =
        changes.stream()
            .map(change -> new Waiting(change, deadline, new CompletableFuture<>(), false, false))
            .toList();
    queue.addAll(waiting);
    LockSupport.unpark(idle);
    return waiting.stream().map(Waiting::answer).toList();
  }

  /** Returns whether the next batch has changes that another writer did not make. */
  boolean hasReturned() {
    Waiting next = queue.peek();
    return next != null && next.returned();
  }

  /** Returns how many changes wait. */
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
    delay.await(queue::size);
    List<Waiting> batch = take();
    if (!batch.isEmpty()) {
      write(batch, writer);
    }
  }

  /** Called once a second: slow clients must not delay the answers to others. */
  void tick() {
    failOverdue();
    answers.hasten();
  }

  /** A change that came back waits from then on, before others that have waited longer. */
  void failOverdue() {
    Instant now = clock.instant();
    List<Waiting> overdue =
        queue.stream()
            .takeWhile(next -> next.returned() || next.deadline().isBefore(now))
            .filter(next -> next.deadline().isBefore(now))
            .toList();
    for (Waiting next : overdue) {
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
      boolean isAlone = next.change().isAlone();
      if (!isAlone || batch.isEmpty()) {
        batch.add(next);
      } else {
        queue.addFirst(next);
      }
      if (isAlone) {
        return batch;
      }
    }
    return batch;
  }

  private void write(List<Waiting> batch, ChangeWriter writer) {
    CompletionStage<List<Receipt>> made;
    Instant begin = clock.instant();
    try {
      made = writer.write(batch.stream().map(Waiting::change).toList());
    } catch (StorageException | ConcurrentAccessException failure) {
      fail(batch, storageException(failure));
      return;
    } catch (RuntimeException | Error broken) {
      fail(batch, storageException(broken));
      throw broken;
    }
    // Another replica, which answers later, waits for the callers itself.
    boolean here = made.toCompletableFuture().isDone();
    delay.note(here ? batch.size() : 0, Duration.between(begin, clock.instant()));
    made.whenComplete(
        (receipts, thrown) -> {
          Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
          if (failure == null) {
            answer(batch, receipts);
          } else if (failure instanceof NotMadeException notMade) {
            takeBack(batch, notMade.mayBeMade());
          } else {
            fail(batch, storageException(failure));
          }
        });
  }

  private static StorageException storageException(Throwable failure) {
    if (failure instanceof StorageException known) {
      return known;
    }
    return failure instanceof ConcurrentAccessException
        ? StorageException.unavailable("other writes take too long", failure)
        : StorageException.outcomeUnknown("the change met an internal error", failure);
  }

  private void takeBack(List<Waiting> batch, boolean mayBeMade) {
    Instant deadline = clock.instant().plus(longestWait);
    for (int i = batch.size() - 1; i >= 0; i--) {
      Waiting waiting = batch.get(i);
      boolean doubtful = mayBeMade || waiting.mayBeMade();
      queue.addFirst(new Waiting(waiting.change(), deadline, waiting.answer(), true, doubtful));
    }
    LockSupport.unpark(idle);
  }

  private void answer(List<Waiting> batch, List<Receipt> receipts) {
    give(
        IntStream.range(0, receipts.size())
            .<Runnable>mapToObj(i -> () -> batch.get(i).complete(receipts.get(i))));
  }

  private void fail(List<Waiting> some, StorageException failure) {
    give(some.stream().map(waiting -> () -> waiting.fail(failure)));
  }

  private void give(Stream<Runnable> some) {
    answers.give(
        some.<Runnable>map(
                answer ->
                    () -> {
                      answer.run();
                      answered();
                    })
            .toList());
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
