package org.versionservice.service;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.versionservice.storage.OutOfMemory;
import org.versionservice.storage.StorageException;

/**
 * A task that runs after each request: once for all requests before it starts, and never twice at a
 * time. Later requests run it again after a failure or a refusal by the executor.
 */
public final class CoalescedTask {

  private static final System.Logger LOG = System.getLogger(CoalescedTask.class.getName());

  private final String name;
  private final Executor executor;
  private final Runnable work;
  private final AtomicInteger requests = new AtomicInteger();

  public CoalescedTask(String name, Executor executor, Runnable work) {
    this.name = name;
    this.executor = executor;
    this.work = work;
  }

  /** Requests a run; returns at once and never throws. */
  public void request() {
    if (requests.getAndIncrement() != 0) {
      return;
    }
    try {
      executor.execute(this::run);
    } catch (RuntimeException | Error refused) {
      requests.set(0);
      failed(refused);
    }
  }

  private void run() {
    int done;
    do {
      done = requests.get();
      try {
        work.run();
      } catch (RuntimeException | Error failure) {
        failed(failure);
      }
    } while (requests.addAndGet(-done) != 0);
  }

  private void failed(Throwable failure) {
    OutOfMemory.endProcessOn(failure);
    if (failure instanceof StorageException) {
      LOG.log(WARNING, "{0}: {1}", name, failure.getMessage());
    } else {
      LOG.log(ERROR, name + " met a defect", failure);
    }
  }
}
