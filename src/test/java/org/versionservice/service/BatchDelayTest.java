package org.versionservice.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BatchDelayTest {

  private final BatchDelay delay = new BatchDelay();
  private final AtomicInteger looks = new AtomicInteger();

  /** Returns the number of looks at a queue that grows by one with each look. */
  private int looksAtAGrowingQueue() {
    looks.set(0);
    delay.await(looks::incrementAndGet);
    return looks.get();
  }

  private int looksAtAnEmptyQueue() {
    looks.set(0);
    delay.await(
        () -> {
          looks.incrementAndGet();
          return 0;
        });
    return looks.get();
  }

  @Test
  void await_endsWithAsManyChangesAsTheLastBatchHad() {
    delay.note(3, Duration.ofMillis(40));
    assertThat(looksAtAGrowingQueue()).isEqualTo(3);
    delay.note(1, Duration.ofMillis(40));
    assertThat(looksAtAGrowingQueue()).isEqualTo(1);
  }

  @Test
  void await_isShortWhateverComes() {
    delay.note(3, Duration.ofMinutes(1));
    assertThat(looksAtAnEmptyQueue()).isEqualTo(16);
  }

  @Test
  void await_afterAShortBatch_orNone_doesNotWait() {
    assertThat(looksAtAnEmptyQueue()).isZero();
    delay.note(64, Duration.ofMillis(3));
    assertThat(looksAtAnEmptyQueue()).isZero();
  }

  @Test
  void await_afterABatchOfAnotherReplica_doesNotWait() {
    delay.note(0, Duration.ofMillis(40));
    assertThat(looksAtAnEmptyQueue()).isEqualTo(1);
  }
}
