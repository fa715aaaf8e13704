package org.versionservice.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Callers that write during a measurement. */
final class BackgroundWriters {

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong done = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private final long start = System.nanoTime();

  BackgroundWriters(Server service, int callers, Supplier<String> requests) throws IOException {
    for (int i = 0; i < callers; i++) {
      PersistentConnection connection = new PersistentConnection(service.port(), requests);
      Thread thread = new Thread(() -> write(connection), "writer-" + i);
      threads.add(thread);
      thread.start();
    }
  }

  private void write(PersistentConnection connection) {
    try (connection) {
      while (!stopped.get()) {
        connection.call();
        done.incrementAndGet();
      }
    } catch (IOException e) {
      if (!stopped.get()) {
        System.out.println("a writer was refused: " + e.getMessage());
      }
    }
  }

  /** Stops them after their last answers, and returns the changes per second until now. */
  double stop() throws InterruptedException {
    double perSecond = done.get() * 1e9 / (System.nanoTime() - start);
    stopped.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    return perSecond;
  }
}
