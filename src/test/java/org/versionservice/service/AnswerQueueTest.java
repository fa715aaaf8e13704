package org.versionservice.service;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerQueueTest {

  private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final ExecutorService pool = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  @Test
  void give_ofALargeBatch_leavesCoresToOthersAndKeepsTheOrder() {
    List<Integer> given = new ArrayList<>();
    List<Integer> all = IntStream.range(0, 1_000).boxed().toList();
    new AnswerQueue(tasks::add).give(all.stream().<Runnable>map(i -> () -> given.add(i)).toList());
    assertThat(tasks).hasSize(THREADS);
    assertThat(given).isEmpty();
    tasks.forEach(Runnable::run);
    assertThat(given).isEqualTo(all);
  }

  /** As when clients do not read their answers. */
  @Test
  void hasten_whileAllThreadsHang_givesTheOtherAnswers() throws Exception {
    AnswerQueue answers = new AnswerQueue(pool);
    CountDownLatch read = new CountDownLatch(1);
    CountDownLatch hanging = new CountDownLatch(THREADS);
    CountDownLatch others = new CountDownLatch(100);
    Runnable unread =
        () -> {
          hanging.countDown();
          Awaitility.await().until(() -> read.getCount() == 0);
        };
    answers.give(
        Stream.concat(
                Stream.generate(() -> unread).limit(THREADS),
                Stream.<Runnable>generate(() -> others::countDown).limit(100))
            .toList());
    hanging.await();
    answers.hasten();
    assertThat(others.getCount()).isEqualTo(100);
    answers.hasten();
    assertThat(others.await(10, SECONDS)).isTrue();
    read.countDown();
  }

  @Test
  void hasten_whileAnswersAreGiven_addsNoThread() {
    AnswerQueue answers = new AnswerQueue(tasks::add);
    List<Integer> given = new ArrayList<>();
    answers.give(
        IntStream.range(0, 100)
            .<Runnable>mapToObj(
                i ->
                    () -> {
                      given.add(i);
                      answers.hasten();
                    })
            .toList());
    List.copyOf(tasks).forEach(Runnable::run);
    assertThat(given).hasSize(100);
    assertThat(tasks).hasSize(THREADS);
  }
}
