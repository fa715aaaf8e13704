package org.versionservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ejb.ConcurrentAccessTimeoutException;
import jakarta.ejb.EJBException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.storage.StorageException;

/** Whoever has the remote asked gets an answer, whatever is thrown. */
class RemoteFetchTest {

  private final AtomicInteger fetches = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(classes = {EJBException.class, ConcurrentAccessTimeoutException.class})
  void request_whileTheWriterIsNotToBeHad_isAnsweredSo(Class<? extends EJBException> type) {
    RemoteFetch fetch =
        new RemoteFetch(
            Runnable::run,
            () -> {
              throw made(type);
            });
    assertThatThrownBy(() -> fetch.request().toCompletableFuture().get())
        .cause()
        .isInstanceOf(StorageException.class)
        .hasCauseInstanceOf(type);
  }

  @Test
  void request_thatMeetsADefect_isAnsweredWithIt() {
    RemoteFetch fetch =
        new RemoteFetch(
            Runnable::run,
            () -> {
              throw new StackOverflowError();
            });
    assertThatThrownBy(() -> fetch.request().toCompletableFuture().get())
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void request_thatTheExecutorRefuses_isAnswered_andTheNextOneIsServed() {
    List<RejectedExecutionException> full =
        new ArrayList<>(List.of(new RejectedExecutionException("full")));
    RemoteFetch fetch =
        new RemoteFetch(
            work -> {
              if (!full.isEmpty()) {
                throw full.remove(0);
              }
              work.run();
            },
            fetches::incrementAndGet);
    assertThatThrownBy(() -> fetch.request().toCompletableFuture().get())
        .hasCauseInstanceOf(StorageException.class);
    assertThat(fetch.request().toCompletableFuture()).isCompleted();
    assertThat(fetches).hasValue(1);
  }

  @Test
  void request_ofSeveralBeforeOneBegins_isOne() {
    List<Runnable> waiting = new ArrayList<>();
    RemoteFetch fetch = new RemoteFetch(waiting::add, fetches::incrementAndGet);
    CompletionStage<Void> first = fetch.request();
    assertThat(fetch.request()).isSameAs(first);
    assertThat(waiting).hasSize(1);
    waiting.remove(0).run();
    assertThat(first.toCompletableFuture()).isCompleted();
    assertThat(fetch.request()).isNotSameAs(first);
  }

  private static EJBException made(Class<? extends EJBException> type) {
    return type == EJBException.class
        ? new EJBException("a defect")
        : new ConcurrentAccessTimeoutException("too long");
  }
}
