package org.versionservice.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.versionservice.storage.redis.Caches.gone;
import static org.versionservice.storage.redis.Caches.there;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests that the queue stays small. */
class CacheTaskQueueTest {

  private final CacheTaskQueue backlog = new CacheTaskQueue();

  @Test
  void ofAnApp_onlyTheNewestEntryWaits() {
    backlog.write(there("1-a", 1));
    backlog.write(gone("1-a", 3));
    backlog.write(there("1-a", 2));
    backlog.write(there("1-b", 1));
    assertThat(backlog.takeWrites()).containsExactlyInAnyOrder(gone("1-a", 3), there("1-b", 1));
    assertThat(backlog.takeWrites()).isEmpty();
    assertThat(backlog.isStale()).isFalse();
  }

  @Test
  void tooManyEntries_areForgotten_andEverythingIsWrittenInstead() {
    IntStream.rangeClosed(0, 10_000).forEach(i -> backlog.write(there("1-app" + i, 1)));
    assertThat(backlog.isStale()).isTrue();
    assertThat(backlog.takeWrites()).isEmpty();
    backlog.beginAnew();
    assertThat(backlog.isStale()).isFalse();
  }

  @Test
  void questions_areTakenOnce_orDismissed() {
    CompletableFuture<Void> first = backlog.ask(Optional.empty());
    assertThat(backlog.takeQuestions()).hasSize(1);
    CompletableFuture<Void> second = backlog.ask(Optional.of(there("1-a", 1).app()));
    backlog.dismissQuestions();
    assertThat(second).isCompleted();
    assertThat(first).isNotDone();
    assertThat(backlog.takeQuestions()).isEmpty();
  }
}
