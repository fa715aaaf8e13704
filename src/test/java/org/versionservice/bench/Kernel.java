package org.versionservice.bench;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.versionservice.proof.StorageWriter;
import org.versionservice.service.ChangeQueue;
import org.versionservice.service.WriterThread;
import org.versionservice.storage.BackgroundTask;
import org.versionservice.storage.Durability;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.Change;

/** A replica without a container: a change queue and a {@link GitStorage}. */
final class Kernel implements AutoCloseable {

  private final GitStorage storage;
  private final Lock lock = new ReentrantLock();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ChangeQueue queue;
  private final WriterThread writer;

  Kernel(Path directory, Optional<String> remote) {
    this(directory, remote, remote.isPresent() ? Durability.REMOTE : Durability.LOCAL);
  }

  Kernel(Path directory, Optional<String> remote, Durability durability) {
    storage = Workload.open(directory, remote, durability);
    queue = new ChangeQueue(threads, Clock.systemUTC(), Duration.ofMinutes(1));
    BackgroundTask task = new BackgroundTask("writer", Clock.systemUTC(), Duration.ofMinutes(1));
    writer = new WriterThread(queue, this::write, task);
    writer.start(Executors.defaultThreadFactory());
  }

  private void write() {
    lock.lock();
    try {
      queue.writeWaiting(new StorageWriter(storage));
    } finally {
      lock.unlock();
    }
  }

  GitStorage storage() {
    return storage;
  }

  CompletableFuture<Receipt> submit(Change change) {
    return queue.submit(change).toCompletableFuture();
  }

  /** Returns callers that each change an app chosen at random. */
  List<Callable<?>> callers(int count, Workload workload) {
    return Collections.nCopies(count, () -> submit(workload.change()).get());
  }

  @Override
  public void close() {
    try {
      writer.stop(Duration.ofMinutes(1));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    threads.shutdown();
    storage.close();
  }
}
