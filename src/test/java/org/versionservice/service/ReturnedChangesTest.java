package org.versionservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.versionservice.service.NumberedChange.change;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.versionservice.proof.MovedClock;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.version.Change;
import org.versionservice.version.CommitId;
import org.versionservice.version.Outcome;
import org.versionservice.version.Refusal;

/** A batch that another writer did not make is made by this one, and answered once. */
class ReturnedChangesTest {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final MovedClock clock = new MovedClock();
  private final AtomicInteger tasks = new AtomicInteger();
  private final List<List<Change>> handed = new ArrayList<>();
  private final List<List<Change>> made = new ArrayList<>();
  private final List<CompletableFuture<List<Receipt>>> underWay = new ArrayList<>();

  private final ChangeQueue queue =
      new ChangeQueue(
          task -> {
            tasks.incrementAndGet();
            task.run();
          },
          clock,
          LONGEST_WAIT);

  @Test
  void batch_thatComesBack_isMadeHere_withTheSameIds() throws Exception {
    List<Change> asked = IntStream.range(0, 5).mapToObj(NumberedChange::change).toList();
    List<CompletableFuture<Receipt>> answers = asked.stream().map(this::submit).toList();
    queue.writeWaiting(this::hand);
    CompletableFuture<Receipt> later = submit(change(5));
    assertThat(queue.hasReturned()).isFalse();
    returnAll(new NotMadeException("the lease ended", true));
    assertThat(queue.hasReturned()).isTrue();
    assertThat(answers).noneMatch(CompletableFuture::isDone);
    assertThat(queue.depth()).isEqualTo(6);

    queue.writeWaiting(this::make);

    assertThat(handed).containsExactly(asked);
    assertThat(made).hasSize(1);
    assertThat(made.get(0)).startsWith(asked.toArray(Change[]::new)).endsWith(change(5));
    assertThat(answers).allMatch(CompletableFuture::isDone);
    assertThat(later).isCompleted();
    assertThat(tasks).as("six answers, eight at a time").hasValue(1);
    assertThat(queue.hasReturned()).isFalse();
    assertThat(queue.close(Duration.ZERO)).as("each is answered").isTrue();
  }

  /** A stage that depends on the writer's wraps its failure. */
  @Test
  void batch_thatComesBackThroughAnotherStage_isMadeHere() {
    CompletableFuture<Receipt> answer = submit(change(1));
    queue.writeWaiting(changes -> hand(changes).thenApply(Function.identity()));
    returnAll(new NotMadeException("refused", false));
    queue.writeWaiting(this::make);
    assertThat(answer).isCompleted();
  }

  @Test
  void batch_thatFailsHere_afterItMayHaveBeenMadeThere_isNotSaidToBeUndone() {
    assertFailure(new NotMadeException("refused", false), StorageException.Kind.UNAVAILABLE);
    assertFailure(new NotMadeException("cut", true), StorageException.Kind.OUTCOME_UNKNOWN);
  }

  private void assertFailure(NotMadeException there, StorageException.Kind expected) {
    CompletableFuture<Receipt> answer = submit(change(1));
    queue.writeWaiting(this::hand);
    returnAll(there);
    queue.writeWaiting(
        changes -> {
          throw StorageException.unavailable("no remote", null);
        });
    assertKind(answer, expected);
  }

  @Test
  void batch_thatComesBack_waitsAsLongAsANewOne_andHidesNoneThatIsOverdue() {
    CompletableFuture<Receipt> returned = submit(change(1));
    queue.writeWaiting(this::hand);
    CompletableFuture<Receipt> overdue = submit(change(2));
    clock.move(LONGEST_WAIT);
    CompletableFuture<Receipt> fresh = submit(change(3));
    returnAll(new NotMadeException("cut", true));
    clock.move(Duration.ofSeconds(1));
    queue.failOverdue();
    assertKind(overdue, StorageException.Kind.UNAVAILABLE);
    assertThat(returned).isNotDone();
    assertThat(fresh).isNotDone();
    clock.move(LONGEST_WAIT);
    queue.failOverdue();
    assertKind(returned, StorageException.Kind.OUTCOME_UNKNOWN);
    assertKind(fresh, StorageException.Kind.UNAVAILABLE);
  }

  @Test
  void close_whileABatchIsAtAnotherWriter_waitsForIt() throws Exception {
    CompletableFuture<Receipt> answer = submit(change(1));
    queue.writeWaiting(this::hand);
    assertThat(queue.close(Duration.ofMillis(10))).isFalse();
    returnAll(new NotMadeException("refused", false));
    assertThat(queue.close(Duration.ofMillis(10))).isFalse();
    queue.writeWaiting(this::make);
    assertThat(answer).isCompleted();
    assertThat(queue.close(Duration.ZERO)).isTrue();
  }

  private static void assertKind(CompletableFuture<Receipt> answer, StorageException.Kind kind) {
    assertThat(answer).isCompletedExceptionally();
    assertThatThrownBy(answer::get)
        .cause()
        .isInstanceOfSatisfying(
            StorageException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  private CompletableFuture<Receipt> submit(Change change) {
    return queue.submit(change).toCompletableFuture();
  }

  private CompletionStage<List<Receipt>> hand(List<Change> changes) {
    handed.add(changes);
    CompletableFuture<List<Receipt>> receipts = new CompletableFuture<>();
    underWay.add(receipts);
    return receipts;
  }

  private void returnAll(NotMadeException reason) {
    underWay.forEach(batch -> batch.completeExceptionally(reason));
    underWay.clear();
  }

  private CompletionStage<List<Receipt>> make(List<Change> changes) {
    made.add(changes);
    Receipt receipt =
        new Receipt(
            new Outcome.Refused(Refusal.APP_NOT_FOUND),
            Optional.<CommitId>empty(),
            PushState.NO_PUSH);
    return CompletableFuture.completedFuture(changes.stream().map(change -> receipt).toList());
  }
}
