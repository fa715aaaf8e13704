package org.versionservice.bench;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;

/** Threads that use CPU time at a rate. */
final class CpuBurner {

  private static final long PAUSE = Duration.ofMillis(10).toNanos();

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong used = new AtomicLong();
  private final long start = System.nanoTime();
  private volatile boolean stopped;

  /**
   * Starts the threads.
   *
   * @param cores the CPU seconds per second that they use together
   */
  CpuBurner(int number, double cores) {
    for (int i = 0; i < number; i++) {
      Thread thread = new Thread(() -> burn(cores / number), "burner-" + i);
      threads.add(thread);
      thread.start();
    }
  }

  private void burn(double share) {
    CRC32 work = new CRC32();
    byte[] data = new byte[1 << 16];
    while (!stopped) {
      if (ownCpuNanos() < share * (System.nanoTime() - start)) {
        work.update(data);
      } else {
        LockSupport.parkNanos(PAUSE);
      }
    }
    used.addAndGet(ownCpuNanos());
  }

  private static long ownCpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Stops the threads, and returns the CPU seconds per second that they used. */
  double stop() throws InterruptedException {
    stopped = true;
    double length = System.nanoTime() - start;
    for (Thread thread : threads) {
      thread.join();
    }
    return used.get() / length;
  }
}
