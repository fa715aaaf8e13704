package org.versionservice.service;

import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Work that is done by several threads at times of their own. */
final class RandomWork {

  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(6);
  private final Queue<Future<?>> once = new ConcurrentLinkedQueue<>();
  private final Queue<Future<?>> repeated = new ConcurrentLinkedQueue<>();
  private final Random random = new Random();

  /** A number from 0 to below the limit. */
  int draw(int limit) {
    return random.nextInt(limit);
  }

  /** Has something done after some milliseconds. */
  void once(long delay, Runnable work) {
    once.add(threads.schedule(work, delay, TimeUnit.MILLISECONDS));
  }

  /** Has something done again and again, with some milliseconds between. */
  void repeatedly(long pause, Runnable work) {
    repeated.add(threads.scheduleWithFixedDelay(work, pause, pause, TimeUnit.MILLISECONDS));
  }

  /** Waits until all is done that is done once, and throws what any of it threw. */
  void finish() throws InterruptedException, ExecutionException {
    for (Future<?> next = once.poll(); next != null; next = once.poll()) {
      next.get();
    }
    for (Future<?> next : repeated) {
      if (!next.cancel(false)) {
        next.get();
      }
    }
    threads.shutdownNow();
  }
}
