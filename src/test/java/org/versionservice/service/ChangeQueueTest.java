package org.versionservice.service;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.versionservice.service.NumberedChange.change;

import jakarta.ejb.ConcurrentAccessTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.versionservice.storage.BackgroundTask;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.version.Change;
import org.versionservice.version.CommitId;
import org.versionservice.version.Layout;
import org.versionservice.version.Outcome;
import org.versionservice.version.Refusal;

/** Every change that waits is answered once, in order, whatever the writer does. */
class ChangeQueueTest {

  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final List<Change> written = new CopyOnWriteArrayList<>();
  private final List<WriterThread> writers = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (WriterThread writer : writers) {
      writer.stop(Duration.ofSeconds(10));
    }
    executor.shutdownNow();
  }

  @Test
  void submit_ofMany_hasAllMadeInOrder() throws Exception {
    ChangeQueue queue = queue(changes -> changes);
    List<Change> asked = IntStream.range(0, 20).mapToObj(NumberedChange::change).toList();
    List<CompletableFuture<Receipt>> answers =
        asked.stream().map(change -> queue.submit(change).toCompletableFuture()).toList();
    for (CompletableFuture<Receipt> answer : answers) {
      answer.get();
    }
    assertThat(written).isEqualTo(asked);
    assertThat(queue.depth()).isZero();
  }

  @Test
  void submit_ofAConversionBetweenChanges_isABatchOfItsOwn() throws Exception {
    List<List<Change>> batches = new CopyOnWriteArrayList<>();
    ChangeQueue queue =
        queue(
            changes -> {
              batches.add(changes);
              return changes;
            });
    Change conversion = new Change.ConvertLayout(Layout.PROJECT, change(3).request());
    List<Change> changes = List.of(change(1), change(2), conversion, change(4));
    for (CompletableFuture<Receipt> answer : queue.submit(changes)) {
      answer.get();
    }
    assertThat(batches)
        .containsExactly(changes.subList(0, 2), changes.subList(2, 3), changes.subList(3, 4));
  }

  /** Without a short wait, each batch would have the change of one of them. */
  @Test
  void callersThatSendTheirNextChangeAtOnce_shareBatches() throws Exception {
    AtomicInteger batches = new AtomicInteger();
    CountDownLatch bothWait = new CountDownLatch(1);
    ChangeQueue queue =
        queue(
            changes -> {
              batches.incrementAndGet();
              Awaitility.await().until(() -> bothWait.getCount() == 0);
              LockSupport.parkNanos(Duration.ofMillis(40).toNanos());
              return changes;
            });
    queue.submit(change(0));
    Awaitility.await().until(() -> batches.get() == 1);
    CompletableFuture<Void> one = CompletableFuture.runAsync(() -> changes(queue, 1, 11));
    CompletableFuture<Void> other = CompletableFuture.runAsync(() -> changes(queue, 100, 110));
    Awaitility.await().until(() -> queue.depth() == 2);
    bothWait.countDown();
    one.get();
    other.get();
    assertThat(batches).hasValueLessThan(17);
  }

  private static void changes(ChangeQueue queue, int from, int to) {
    for (int i = from; i < to; i++) {
      queue.submit(change(i)).toCompletableFuture().join();
    }
  }

  @Test
  void submit_afterABatchFailed_isMade() throws Exception {
    List<Boolean> down = new ArrayList<>(List.of(true));
    ChangeQueue queue =
        queue(
            changes -> {
              if (!down.isEmpty()) {
                down.clear();
                throw StorageException.unavailable("down", null);
              }
              return changes;
            });
    CompletableFuture<Receipt> first = queue.submit(change(1)).toCompletableFuture();
    assertThatThrownBy(first::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StorageException.class);
    assertThat(queue.submit(change(2)).toCompletableFuture().get()).isNotNull();
  }

  @Test
  void close_waitsForWhatWasTaken_andTakesNoMore() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    ChangeQueue queue =
        queue(
            changes -> {
              if (!changes.contains(change(0))) {
                Awaitility.await().until(() -> written.getCount() == 0);
              }
              return changes;
            });
    queue.submit(change(0)).toCompletableFuture().get();
    executor.submit(() -> {}).get();
    CompletableFuture<Receipt> taken = queue.submit(change(1)).toCompletableFuture();
    assertThat(queue.close(Duration.ofMillis(50))).isFalse();
    assertThatThrownBy(queue.submit(change(2)).toCompletableFuture()::get)
        .hasCauseInstanceOf(StorageException.class)
        .hasMessageContaining("being stopped");
    assertThat(taken).isNotDone();
    written.countDown();
    assertThat(queue.close(Duration.ofSeconds(10))).isTrue();
    assertThat(taken).isCompleted();
  }

  @Test
  void close_ofAnIdleQueue_doesNotWait() throws Exception {
    ChangeQueue queue = queue(changes -> changes);
    queue.submit(change(1)).toCompletableFuture().get();
    assertThat(queue.close(Duration.ofSeconds(10))).isTrue();
  }

  /** As a pool does whose threads are all taken by something that hangs. */
  @Test
  void submit_whileTheExecutorRefuses_isAnsweredAllTheSame() throws Exception {
    executor.shutdownNow();
    ChangeQueue queue = queue(changes -> changes);
    assertThat(queue.submit(change(1)).toCompletableFuture().get(10, SECONDS)).isNotNull();
    assertThat(queue.submit(change(2)).toCompletableFuture().get(10, SECONDS)).isNotNull();
  }

  @Test
  void submit_afterADefect_isMade() throws Exception {
    List<Error> defects = new ArrayList<>(List.of(new StackOverflowError(), new AssertionError()));
    ChangeQueue queue =
        queue(
            changes -> {
              if (!defects.isEmpty()) {
                throw defects.remove(0);
              }
              return changes;
            });
    for (int i = 0; i < 2; i++) {
      CompletableFuture<Receipt> failed = queue.submit(change(i)).toCompletableFuture();
      assertThatThrownBy(() -> failed.get(10, SECONDS))
          .hasCauseInstanceOf(StorageException.class)
          .hasMessageContaining("internal error");
    }
    assertThat(queue.submit(change(2)).toCompletableFuture().get(10, SECONDS)).isNotNull();
  }

  /** As while a fetch of another one takes long: the lock is not to be had. */
  @Test
  void submit_whileTheWriterHasNoTurn_isAnsweredAfterItsDeadline() {
    ChangeQueue queue = new ChangeQueue(executor, Clock.systemUTC(), Duration.ofMillis(20));
    start(
        queue,
        () -> {
          throw new IllegalStateException("another one has the lock");
        });
    assertThatThrownBy(() -> queue.submit(change(1)).toCompletableFuture().get(10, SECONDS))
        .hasCauseInstanceOf(StorageException.class)
        .hasMessageContaining("waited too long");
  }

  /** As while one batch waits for a remote that is slow: a timer keeps the deadlines of others. */
  @Test
  void failOverdue_besideABatchThatTakesLong_answersThoseWhoWaitForTheNext() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    ChangeQueue queue = new ChangeQueue(executor, Clock.systemUTC(), Duration.ofMillis(20));
    start(
        queue,
        () ->
            queue.writeWaiting(
                changes -> {
                  begun.countDown();
                  Awaitility.await().until(() -> slow.getCount() == 0);
                  return receipts(changes);
                }));
    CompletableFuture<Receipt> taken = queue.submit(change(1)).toCompletableFuture();
    begun.await();
    CompletableFuture<Receipt> waiting = queue.submit(change(2)).toCompletableFuture();
    Awaitility.await()
        .until(
            () -> {
              queue.failOverdue();
              return waiting.isCompletedExceptionally();
            });
    assertThat(taken).isNotDone();
    slow.countDown();
    assertThat(taken.get(10, SECONDS)).isNotNull();
  }

  @Test
  void submit_whileItIsNobodysTurn_isAnsweredByTheBatch() throws Exception {
    ChangeQueue queue = new ChangeQueue(executor, Clock.systemUTC(), Duration.ofMinutes(1));
    ChangeWriter storage =
        new ChangeWriter() {
          @Override
          public void awaitTurn() {
            throw StorageException.unavailable("the disk is full", null);
          }

          @Override
          public CompletionStage<List<Receipt>> write(List<Change> changes) {
            return receipts(changes);
          }
        };
    start(queue, () -> queue.writeWaiting(storage));
    assertThat(queue.submit(change(1)).toCompletableFuture().get(10, SECONDS)).isNotNull();
  }

  /** The lock is the writer's, so nothing was written. */
  @Test
  void submit_whileOthersHoldTheLock_isUnavailableAndNotUnknown() throws Exception {
    ChangeQueue queue = new ChangeQueue(executor, Clock.systemUTC(), Duration.ofMinutes(1));
    ChangeWriter locked =
        new ChangeWriter() {
          @Override
          public void awaitTurn() {
            throw new ConcurrentAccessTimeoutException("locked");
          }

          @Override
          public CompletionStage<List<Receipt>> write(List<Change> changes) {
            throw new ConcurrentAccessTimeoutException("locked");
          }
        };
    start(queue, () -> queue.writeWaiting(locked));
    CompletableFuture<Receipt> answer = queue.submit(change(1)).toCompletableFuture();
    assertThatThrownBy(() -> answer.get(10, SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            StorageException.class,
            failure -> assertThat(failure.kind()).isEqualTo(StorageException.Kind.UNAVAILABLE));
  }

  /** As the changes that the holder of the writer lease did not answer. */
  @Test
  void submit_thatAnotherWriterDoesNotMake_isMadeHere() throws Exception {
    ChangeQueue queue = new ChangeQueue(executor, Clock.systemUTC(), Duration.ofMinutes(1));
    CompletableFuture<List<Receipt>> elsewhere = new CompletableFuture<>();
    CompletableFuture<Receipt> first = queue.submit(change(1)).toCompletableFuture();
    queue.writeWaiting(changes -> elsewhere.thenApply(receipts -> receipts));
    CompletableFuture<Receipt> second = queue.submit(change(2)).toCompletableFuture();
    assertThat(queue.hasReturned()).isFalse();
    elsewhere.completeExceptionally(new NotMadeException("it does not answer", true));
    assertThat(queue.hasReturned()).isTrue();
    queue.writeWaiting(this::receipts);
    assertThat(first.get(10, SECONDS)).isNotNull();
    assertThat(second.get(10, SECONDS)).isNotNull();
    assertThat(written).containsExactly(change(1), change(2));
  }

  /** The other writer may have the change in its queue, and make it on a later state. */
  @Test
  void change_thatIsRefusedHereAndMayBeMadeElsewhere_hasAnUnknownOutcome() {
    assertThatThrownBy(() -> refusedHereAfter(new NotMadeException("it does not answer", true)))
        .cause()
        .asInstanceOf(InstanceOfAssertFactories.type(StorageException.class))
        .extracting(StorageException::kind)
        .isEqualTo(StorageException.Kind.OUTCOME_UNKNOWN);
  }

  @Test
  void change_thatIsRefusedHereAndWasNotSent_isRefused() throws Exception {
    assertThat(refusedHereAfter(new NotMadeException("it cannot be reached", false)).outcome())
        .isEqualTo(new Outcome.Refused(Refusal.APP_NOT_FOUND));
  }

  private Receipt refusedHereAfter(NotMadeException elsewhere) throws Exception {
    ChangeQueue queue = new ChangeQueue(Runnable::run, Clock.systemUTC(), Duration.ofMinutes(1));
    CompletableFuture<Receipt> answer = queue.submit(change(1)).toCompletableFuture();
    queue.writeWaiting(changes -> CompletableFuture.failedFuture(elsewhere));
    Outcome refused = new Outcome.Refused(Refusal.APP_NOT_FOUND);
    queue.writeWaiting(
        changes ->
            CompletableFuture.completedFuture(
                List.of(new Receipt(refused, Optional.empty(), PushState.NO_PUSH))));
    return answer.get(10, SECONDS);
  }

  /** Callers keep the queue filled all the time; a fair lock as the container's. */
  @Test
  void writeWaiting_leavesTheLockBetweenTwoBatches() throws Exception {
    ReentrantLock lock = new ReentrantLock(true);
    ChangeQueue queue = new ChangeQueue(executor, Clock.systemUTC(), Duration.ofMinutes(1));
    AtomicInteger number = new AtomicInteger();
    AtomicBoolean ended = new AtomicBoolean();
    Runnable submitAnother = () -> queue.submit(change(number.incrementAndGet()));
    CountDownLatch busy = new CountDownLatch(1);
    start(
        queue,
        () -> {
          lock.lock();
          try {
            queue.writeWaiting(
                changes -> {
                  busy.countDown();
                  if (!ended.get()) {
                    submitAnother.run();
                  }
                  return receipts(changes);
                });
          } finally {
            lock.unlock();
          }
        });
    submitAnother.run();
    busy.await();
    try {
      assertThat(lock.tryLock(10, SECONDS)).as("the other one has a turn").isTrue();
      lock.unlock();
    } finally {
      ended.set(true);
    }
  }

  /** What a writer makes of a batch. */
  private interface Making {
    List<Change> made(List<Change> changes);
  }

  private ChangeQueue queue(Making making) {
    ChangeQueue queue = new ChangeQueue(executor, Clock.systemUTC(), Duration.ofMinutes(1));
    start(queue, () -> queue.writeWaiting(changes -> receipts(making.made(changes))));
    return queue;
  }

  private void start(ChangeQueue queue, Runnable write) {
    WriterThread writer =
        new WriterThread(
            queue, write, new BackgroundTask("writer", Clock.systemUTC(), Duration.ofMinutes(1)));
    writer.start(Executors.defaultThreadFactory());
    writers.add(writer);
  }

  private CompletionStage<List<Receipt>> receipts(List<Change> made) {
    written.addAll(made);
    return CompletableFuture.completedFuture(
        made.stream()
            .map(
                change ->
                    new Receipt(
                        new Outcome.Converted(Layout.SINGLE),
                        Optional.<CommitId>empty(),
                        PushState.NO_PUSH))
            .toList());
  }
}
