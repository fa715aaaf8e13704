package org.versionservice.service;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.versionservice.storage.BackgroundTask;

/**
 * A task that runs after each request: once for all requests before it starts, and never twice at a
 * time. Later requests run it again after a failure or a refusal by the executor.
 */
public final class CoalescedTask {

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
      BackgroundTask.log(name, refused);
    }
  }

  private void run() {
    int done;
    do {
      done = requests.get();
      try {
        work.run();
      } catch (RuntimeException | Error failure) {
        BackgroundTask.log(name, failure);
      }
    } while (requests.addAndGet(-done) != 0);
  }
}
