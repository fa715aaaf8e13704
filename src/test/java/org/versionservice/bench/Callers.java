package org.versionservice.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs callers that each request one change after another. */
final class Callers {

  /**
   * The result of a run.
   *
   * @param perSecond changes per second
   * @param nanos the time of each change in nanoseconds, sorted
   */
  record Result(double perSecond, List<Long> nanos) {

    /** Returns the percentile of a share, from 0 to 1, in milliseconds. */
    double millis(double share) {
      return nanos.get((int) (share * (nanos.size() - 1))) / 1e6;
    }
  }

  private Callers() {}

  /**
   * Runs all callers for a time; the first quarter is a warm-up and does not count.
   *
   * @param each requests one change
   */
  static Result run(List<Callable<?>> each, Duration length)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime() + length.toNanos() / 4;
    long end = start + length.toNanos() * 3 / 4;
    ExecutorService threads = Executors.newFixedThreadPool(each.size());
    try {
      List<Future<List<Long>>> results = new ArrayList<>();
      for (Callable<?> caller : each) {
        results.add(threads.submit(() -> call(caller, start, end)));
      }
      List<Long> all = new ArrayList<>();
      for (Future<List<Long>> result : results) {
        all.addAll(result.get());
      }
      Collections.sort(all);
      return new Result(all.size() * 1e9 / (end - start), all);
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Long> call(Callable<?> caller, long start, long end) throws Exception {
    List<Long> nanos = new ArrayList<>();
    for (long before = System.nanoTime(); before < end; before = System.nanoTime()) {
      caller.call();
      long after = System.nanoTime();
      if (after >= start && after < end) {
        nanos.add(after - before);
      }
    }
    return nanos;
  }
}
