package org.versionservice.service;

import static java.lang.System.Logger.Level.ERROR;

import jakarta.ejb.ConcurrentAccessException;
import jakarta.ejb.EJBException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.StorageException;

/**
 * Fetches on request. One fetch runs at a time; all requests before the next one starts share its
 * answer. Each request is answered, whatever is thrown.
 */
final class RemoteFetch {

  private static final System.Logger LOG = System.getLogger(RemoteFetch.class.getName());

  private final Executor executor;
  private final Runnable fetch;
  private final AtomicReference<@Nullable CompletableFuture<Void>> next = new AtomicReference<>();

  RemoteFetch(Executor executor, Runnable fetch) {
    this.executor = executor;
    this.fetch = fetch;
  }

  /** Completes when the remote answered, or with a {@link StorageException} if it did not. */
  CompletionStage<Void> request() {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> waiting = next.compareAndExchange(null, mine);
    if (waiting != null) {
      return waiting;
    }
    try {
      executor.execute(() -> run(mine));
    } catch (RuntimeException | Error full) {
      next.compareAndSet(mine, null);
      mine.completeExceptionally(StorageException.unavailable("too much is under way", full));
    }
    return mine;
  }

  private void run(CompletableFuture<Void> answer) {
    try {
      synchronized (next) {
        next.set(null);
        fetch.run();
      }
      answer.complete(null);
    } catch (EJBException failure) {
      answer.completeExceptionally(refused(failure));
    } catch (RuntimeException | Error failure) {
      answer.completeExceptionally(failure);
    }
  }

  private static StorageException refused(EJBException failure) {
    if (failure instanceof ConcurrentAccessException) {
      return StorageException.unavailable("changes are being written for too long", failure);
    }
    LOG.log(ERROR, "the remote was not asked", failure);
    return StorageException.unavailable("the remote cannot be asked now", failure);
  }
}
