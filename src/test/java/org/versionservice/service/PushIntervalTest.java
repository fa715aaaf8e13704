package org.versionservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.versionservice.proof.StorageWriter;
import org.versionservice.storage.BackgroundTask;
import org.versionservice.storage.Durability;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.SteadyClock;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.storage.git.RemoteFixture;
import org.versionservice.storage.git.Stores;

/** Pushes keep their interval, and only what needs a push waits for it. */
class PushIntervalTest extends RemoteFixture {

  private static final Duration INTERVAL = Duration.ofMillis(400);

  /** Longer than anything in a test may take. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Clock steady = new SteadyClock();
  private final ReentrantLock writeLock = new ReentrantLock(true);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<WriterThread> writers = new ArrayList<>();
  private final List<GitStorage> stores = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    stores.forEach(GitStorage::liftPacing);
    for (WriterThread writer : writers) {
      writer.stop(LONG);
    }
    threads.shutdownNow();
    stores.forEach(GitStorage::close);
  }

  @Test
  void changes_ofManyCallers_shareThePushes() {
    ChangeQueue queue = queue(open(Durability.REMOTE, INTERVAL));
    List<CompletableFuture<List<Receipt>>> callers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String app = "1-app" + i;
      callers.add(CompletableFuture.supplyAsync(() -> changes(queue, app, 4), threads));
    }
    List<Receipt> receipts = callers.stream().flatMap(all -> all.join().stream()).toList();
    assertThat(receipts).hasSize(20).allMatch(one -> one.pushState() == PushState.PUSHED);
    assertThat(origin.git().run("log", "--format=%s", "main")).hasSize(20).doesNotHaveDuplicates();
    assertThat(server.pushes()).as("pushes of 20 changes").isLessThanOrEqualTo(5);
    assertThat(server.pushIntervals()).noneMatch(PushIntervalTest::isShort);
  }

  private static boolean isShort(Duration pause) {
    return pause.compareTo(INTERVAL) < 0;
  }

  private List<Receipt> changes(ChangeQueue queue, String app, int count) {
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      receipts.add(queue.submit(Stores.patch(app)).toCompletableFuture().join());
    }
    return receipts;
  }

  @Test
  void pushes_withoutAnInterval_doNotPause() {
    ChangeQueue queue = queue(open(Durability.REMOTE, Duration.ZERO));
    changes(queue, "1-a", 5);
    assertThat(server.pushIntervals()).hasSize(4).anyMatch(pause -> pause.toMillis() < 300);
  }

  @Test
  void push_afterARejectedOne_waits() {
    GitStorage here = open(Durability.REMOTE, INTERVAL);
    writeElsewhere("1-a");
    assertThat(Stores.version(here.write(List.of(Stores.patch("1-a"))).get(0))).isEqualTo("1.0.2");
    assertThat(server.pushIntervals()).hasSize(2);
    assertThat(server.pushIntervals().get(1)).matches(pause -> !isShort(pause));
  }

  @Test
  void push_afterARejectedOne_isMadeOnWhatCameDuringTheWait() {
    GitStorage here = open(Durability.REMOTE, Duration.ofSeconds(15));
    writeElsewhere("1-a");
    CompletableFuture<List<Receipt>> write =
        CompletableFuture.supplyAsync(() -> here.write(List.of(Stores.patch("1-a"))), threads);
    await().until(() -> server.pushes() == 2 && !here.isPushDue());
    writeElsewhere("1-b");
    assertThat(write).isNotDone();
    here.liftPacing();
    assertThat(Stores.version(write.join().get(0))).isEqualTo("1.0.2");
    assertThat(server.pushes()).as("the last one is not rejected").isEqualTo(4);
  }

  private void writeElsewhere(String app) {
    try (GitStorage there = open("there", Durability.REMOTE)) {
      there.write(List.of(Stores.patch(app)));
    }
  }

  @Test
  void push_afterAFailedOne_waits() {
    GitStorage storage = open(Durability.REMOTE, INTERVAL);
    server.failNext(1, 503);
    assertThat(storage.write(List.of(Stores.patch("1-a"))).get(0).pushState())
        .isEqualTo(PushState.PUSHED);
    assertThat(server.pushIntervals()).hasSize(1).noneMatch(PushIntervalTest::isShort);
  }

  @Test
  void otherPushes_whileOneWaitsAfterAFailedOne_doNotWait() {
    writeElsewhere("1-a");
    GitStorage storage = open(Durability.REMOTE, Duration.ofSeconds(15));
    server.failNext(1, 503);
    CompletableFuture<List<Receipt>> write =
        CompletableFuture.supplyAsync(() -> storage.write(List.of(Stores.patch("1-a"))), threads);
    await().until(() -> !storage.isPushDue());
    storage.tryRemoteAgain();
    CompletableFuture<Integer> other =
        CompletableFuture.supplyAsync(storage::pushPendingCommits, threads);
    assertThat(other).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(0);
    assertThat(write).isNotDone();
    storage.liftPacing();
    assertThat(Stores.version(write.join().get(0))).isEqualTo("1.0.2");
  }

  @Test
  void fetch_whileChangesWaitForTheirPush_doesNotWait() {
    GitStorage storage = open(Durability.REMOTE, LONG);
    ChangeQueue queue = queue(storage);
    changes(queue, "1-a", 1);
    CompletableFuture<Receipt> waiting = queue.submit(Stores.patch("1-a")).toCompletableFuture();
    writeElsewhere("1-b");
    exclusively(storage::synchronise);
    assertThat(storage.list()).as("the apps that are read").hasSize(2);
    assertThat(waiting).isNotDone();
    assertThat(queue.depth()).as("others can join its batch").isEqualTo(1);
    storage.liftPacing();
    assertThat(waiting.join().pushState()).isEqualTo(PushState.PUSHED);
  }

  @Test
  void changes_inLocal_areAnsweredAtOnce_andTheirPushesWait() {
    GitStorage storage = open(Durability.LOCAL, INTERVAL);
    ChangeQueue queue = queue(storage);
    changes(queue, "1-a", 1);
    await().until(() -> storage.pushPendingCommits() == 0);
    changes(queue, "1-b", 5);
    assertThat(storage.isOutOfStep()).as("a push is due").isFalse();
    assertThat(storage.pushPendingCommits()).isEqualTo(5);
    await().until(() -> storage.pushPendingCommits() == 0);
    assertThat(server.pushIntervals()).hasSize(1).noneMatch(PushIntervalTest::isShort);
  }

  @Test
  void lastPush_ofLocal_doesNotWait() {
    GitStorage storage = open(Durability.LOCAL, LONG);
    ChangeQueue queue = queue(storage);
    changes(queue, "1-a", 1);
    assertThat(storage.pushPendingCommits()).isZero();
    changes(queue, "1-a", 5);
    assertThat(storage.pushPendingCommits()).as("during the interval").isEqualTo(5);
    storage.liftPacing();
    assertThat(storage.pushPendingCommits()).as("before the end").isZero();
    assertThat(server.pushes()).isEqualTo(2);
  }

  @Test
  void push_ofMoreCommitsThanASlice_takesAll() {
    GitStorage storage = open(Durability.LOCAL, LONG);
    storage.write(Stores.patches("1-a", 1_100));
    assertThat(storage.pushPendingCommits()).isZero();
    assertThat(server.pushes()).isEqualTo(1);
  }

  /** Otherwise one commit at a time would follow a long outage. */
  @Test
  void slices_afterFailures_growAgain() {
    GitStorage storage = open(Durability.LOCAL, Duration.ofMillis(200));
    storage.write(Stores.patches("1-a", 16));
    server.failNext(2, 503);
    await()
        .until(
            () -> {
              storage.tryRemoteAgain();
              return storage.pushPendingCommits() == 0;
            });
    assertThat(origin.pastHeads("main")).as("slices of 4, 8 and 4").hasSize(3);
  }

  /** The second one does not wait for a push that would not be sent. */
  @Test
  void changes_inRemoteDuringAnOutage_failAtOnce() {
    ChangeQueue queue = queue(open(Durability.REMOTE, LONG));
    server.failAll(503);
    for (int i = 0; i < 2; i++) {
      assertThat(queue.submit(Stores.patch("1-a")).toCompletableFuture())
          .failsWithin(Duration.ofSeconds(15))
          .withThrowableThat()
          .withCauseInstanceOf(StorageException.class);
    }
    assertThat(server.pushes()).isEqualTo(1);
  }

  /** Also after the outage: the commits that wait go with the push that is due. */
  @Test
  void changes_ofAnOutage_areAnsweredAtOnce_andTheirPushWaits() {
    GitStorage storage = open(Durability.REMOTE_PREFERRED, Duration.ofSeconds(15));
    ChangeQueue queue = queue(storage);
    server.failAll(503);
    assertThat(changes(queue, "1-a", 3)).allMatch(one -> one.pushState() == PushState.PENDING);
    server.recover();
    storage.tryRemoteAgain();
    exclusively(storage::synchronise);
    assertThat(storage.pushPendingCommits()).isEqualTo(3);
    assertThat(changes(queue, "1-a", 3)).allMatch(one -> one.pushState() == PushState.PENDING);
    assertThat(server.pushes()).as("the one that failed").isEqualTo(1);
    storage.liftPacing();
    assertThat(storage.pushPendingCommits()).isZero();
    assertThat(server.pushes()).isEqualTo(2);
  }

  @Test
  void changesAfterAnOutage_areAnsweredAfterTheirPush() {
    GitStorage storage = open(Durability.REMOTE_PREFERRED, INTERVAL);
    server.failAll(503);
    storage.write(List.of(Stores.patch("1-a")));
    server.recover();
    storage.tryRemoteAgain();
    await().until(storage::isPushDue);
    assertThat(storage.write(List.of(Stores.patch("1-a"))).get(0).pushState())
        .isEqualTo(PushState.PUSHED);
    assertThat(server.pushIntervals()).hasSize(2).noneMatch(PushIntervalTest::isShort);
  }

  @Test
  void declinedPush_isReported_andNotRepeatedBeforeItsTime() {
    origin.declinePushes("frozen");
    GitStorage storage = open(Durability.LOCAL, LONG);
    storage.write(List.of(Stores.patch("1-a")));
    assertThat(storage.pushPendingCommits()).isEqualTo(1);
    storage.tryRemoteAgain();
    assertThat(storage.pushPendingCommits()).isEqualTo(1);
    assertThat(server.pushes()).isEqualTo(1);
    assertThat(storage.health().details().get("remote")).contains("frozen");
  }

  @Test
  void write_whosePushWouldWaitBeyondTheDeadline_failsAtOnce() {
    GitStorage storage = open(Durability.REMOTE, LONG);
    storage.write(List.of(Stores.patch("1-a")));
    Instant start = steady.instant();
    assertThatThrownBy(() -> storage.write(List.of(Stores.patch("1-a"))))
        .isInstanceOfSatisfying(
            StorageException.class,
            failure -> assertThat(failure.kind()).isEqualTo(StorageException.Kind.UNAVAILABLE));
    assertThat(Duration.between(start, steady.instant())).isLessThan(Duration.ofSeconds(10));
    assertThat(origin.git().run("log", "--format=%s", "main")).containsExactly("1-a 1.0.1");
  }

  private GitStorage open(Durability durability, Duration interval) {
    GitStorage storage =
        Stores.open(Stores.withPushInterval(settings("data", durability), interval));
    stores.add(storage);
    return storage;
  }

  /** Returns a queue that is written as in the container. */
  private ChangeQueue queue(GitStorage storage) {
    ChangeQueue queue = new ChangeQueue(threads, steady, LONG);
    WriterThread writer =
        new WriterThread(
            queue,
            () -> {
              storage.awaitPush();
              exclusively(() -> queue.writeWaiting(new StorageWriter(storage)));
            },
            new BackgroundTask("writer", steady, LONG));
    writers.add(writer);
    writer.start(Executors.defaultThreadFactory());
    return queue;
  }

  private void exclusively(Runnable work) {
    writeLock.lock();
    try {
      work.run();
    } finally {
      writeLock.unlock();
    }
  }
}
