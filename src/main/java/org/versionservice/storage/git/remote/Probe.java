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
 * Asks a remote that failed whether it answers again, while batches arrive that would do without
 * it. For one thread at a time.
 *
 * <p>A batch may do without the remote only if a call failed within the last {@link #PAUSE}, or if
 * one under way does not succeed within {@link #WAIT}. So a remote that accepts requests and never
 * answers costs a batch no more than that.
 */
final class Probe implements AutoCloseable {

  static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final System.Logger LOG = System.getLogger(Probe.class.getName());

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration WAIT = Duration.ofMillis(200);

  /** A request that only the remote can answer; it reports its result to the breaker. */
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

  /** Returns whether the remote answers; may wait for a short time. */
  boolean answers() {
    if (breaker.isClosed() || !breaker.allowsUrgentRequest()) {
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

  private boolean await(Duration timeout) {
    try {
      return running.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
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
