package org.versionservice.storage.git.remote;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a remote that failed whether it answers again, as long as batches come that would be made
 * without it.
 *
 * <p>A batch may only be made without the remote if a call failed within the last {@link #PAUSE},
 * or if one that is under way does not succeed within {@link #WAIT}. A remote that takes requests
 * and answers none of them costs a batch no more than that. Asked by one thread at a time.
 */
final class Probe implements AutoCloseable {

  /** Bound of a call. */
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final System.Logger LOG = System.getLogger(Probe.class.getName());

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration WAIT = Duration.ofMillis(200);

  /** Something that only a remote can answer; notes itself in the breaker what became of it. */
  interface Question {
    void ask() throws RemoteException, IOException;
  }

  private final CircuitBreaker breaker;
  private final Question question;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread created = new Thread(work, "remote-probe");
            created.setDaemon(true);
            return created;
          });
  private CompletableFuture<Boolean> running = CompletableFuture.completedFuture(false);

  Probe(CircuitBreaker breaker, Question question) {
    this.breaker = breaker;
    this.question = question;
  }

  /** Returns whether the remote answers; waits for it for a short while. */
  boolean answers() {
    if (breaker.isClosed() || !breaker.mayInsist()) {
      return breaker.isClosed();
    }
    Duration since = breaker.sinceFailure();
    if (running.isDone()) {
      if (since.compareTo(PAUSE) < 0) {
        return false;
      }
      running = CompletableFuture.supplyAsync(this::ask, thread);
    }
    boolean fresh = since.compareTo(TIMEOUT.plus(PAUSE)) < 0;
    return await(fresh ? WAIT : TIMEOUT.plus(WAIT));
  }

  private boolean await(Duration longest) {
    try {
      return running.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException noAnswer) {
      return breaker.isClosed();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean ask() {
    try {
      question.ask();
      return true;
    } catch (RemoteException | IOException noAnswer) {
      LOG.log(DEBUG, "the remote does not answer", noAnswer);
    } catch (RuntimeException | Error broken) {
      LOG.log(WARNING, "the remote could not be asked", broken);
    }
    return false;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
