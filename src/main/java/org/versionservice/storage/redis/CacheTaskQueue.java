package org.versionservice.storage.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.versionservice.version.ApplicationId;

/**
 * A queue of writes to Redis and reads from it. Adding never blocks. The queue keeps the newest
 * write of each app, and replaces too many writes by one of all entries.
 */
final class CacheTaskQueue {

  /**
   * A read that a caller waits for.
   *
   * @param app the app to read; empty for all
   * @param answer completes after the read, also if it failed
   */
  record Question(Optional<ApplicationId> app, CompletableFuture<Void> answer) {}

  private static final int MAX_WRITES = 10_000;

  private final Map<ApplicationId, CachedVersion> writes = new ConcurrentHashMap<>();
  private final Queue<Question> questions = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stale = new AtomicBoolean();
  private final Semaphore work = new Semaphore(0);

  void write(CachedVersion version) {
    writes.merge(version.app(), version, CachedVersion::newer);
    if (writes.size() > MAX_WRITES) {
      writes.clear();
      stale.set(true);
    }
    work.release();
  }

  void writeEverything() {
    stale.set(true);
    work.release();
  }

  /** Adds a read of an app, or of all; the result completes after it. */
  CompletableFuture<Void> ask(Optional<ApplicationId> app) {
    Question question = new Question(app, new CompletableFuture<>());
    questions.add(question);
    work.release();
    return question.answer();
  }

  void await(Duration longest) throws InterruptedException {
    if (work.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
      work.drainPermits();
    }
  }

  void wake() {
    work.release();
  }

  boolean isStale() {
    return stale.get();
  }

  /** Removes the write of all entries, which the caller does next. */
  void beginAnew() {
    stale.set(false);
  }

  List<CachedVersion> takeWrites() {
    List<CachedVersion> taken = new ArrayList<>();
    for (ApplicationId app : List.copyOf(writes.keySet())) {
      Optional.ofNullable(writes.remove(app)).ifPresent(taken::add);
    }
    return taken;
  }

  List<Question> takeQuestions() {
    List<Question> taken = new ArrayList<>();
    for (Question next = questions.poll(); next != null; next = questions.poll()) {
      taken.add(next);
    }
    return taken;
  }

  void dismissQuestions() {
    takeQuestions().forEach(question -> question.answer().complete(null));
  }
}
