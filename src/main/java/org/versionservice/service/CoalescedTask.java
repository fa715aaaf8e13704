package org.versionservice.service;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.versionservice.storage.OutOfMemory;
import org.versionservice.storage.StorageException;

/**
 * Work that is done after each request for it: once for all that come before it begins, and never
 * twice at a time. Neither a failure nor an executor that is full keeps later requests from it.
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

  /** Has the work done soon; returns at once, and never throws. */
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
      LOG.log(ERROR, name + " met a defect, and goes on", failure);
    }
  }
}
