package org.versionservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.CommitId;
import org.versionservice.version.Outcome;
import org.versionservice.version.Principal;
import org.versionservice.version.Refusal;
import org.versionservice.version.Request;

/** Every change that waits is answered once, in order, whatever the writer does. */
class ChangeQueueTest {

  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final List<Change> written = new ArrayList<>();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void submit_ofMany_hasAllMadeInOrder() throws Exception {
    ChangeQueue queue = queue(changes -> changes);
    List<Change> asked = IntStream.range(0, 20).mapToObj(ChangeQueueTest::change).toList();
    List<CompletableFuture<Receipt>> answers =
        asked.stream().map(change -> queue.submit(change).toCompletableFuture()).toList();
    for (CompletableFuture<Receipt> answer : answers) {
      answer.get();
    }
    assertThat(written).isEqualTo(asked);
    assertThat(queue.depth()).isZero();
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

  /** What a writer makes of a batch. */
  private interface Making {
    List<Change> made(List<Change> changes);
  }

  private ChangeQueue queue(Making making) {
    List<ChangeQueue> self = new ArrayList<>();
    ChangeQueue queue =
        new ChangeQueue(
            executor,
            () -> self.get(0).writeWaiting(changes -> receipts(making.made(changes))),
            batch -> {},
            Clock.systemUTC(),
            Duration.ofMinutes(1));
    self.add(queue);
    return queue;
  }

  private List<Receipt> receipts(List<Change> made) {
    written.addAll(made);
    return made.stream()
        .map(
            change ->
                new Receipt(
                    new Outcome.Refused(Refusal.APP_NOT_FOUND),
                    Optional.<CommitId>empty(),
                    Optional.empty()))
        .toList();
  }

  private static Change change(int number) {
    return new Change.DeleteApplication(
        new ApplicationId("1-app" + number),
        new Request(
            ChangeId.random(new Random(number)),
            Principal.SERVICE,
            Optional.empty(),
            Optional.empty()));
  }
}
