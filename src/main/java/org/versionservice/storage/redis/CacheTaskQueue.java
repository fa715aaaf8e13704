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
 * What waits to be done with Redis. Filling it never waits; of an app only the newest entry is
 * kept, and if there are too many, everything has to be written.
 */
final class CacheTaskQueue {

  /**
   * Somebody who waits to know what Redis has.
   *
   * @param app whose entry; empty for all
   * @param answer completes when it was looked at, or could not be
   */
  record Question(Optional<ApplicationId> app, CompletableFuture<Void> answer) {}

  private static final int MOST_WRITES = 10_000;

  private final Map<ApplicationId, CachedVersion> writes = new ConcurrentHashMap<>();
  private final Queue<Question> questions = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stale = new AtomicBoolean();
  private final Semaphore work = new Semaphore(0);

  /** Has an entry written. */
  void write(CachedVersion version) {
    writes.merge(version.app(), version, CachedVersion::newer);
    if (writes.size() > MOST_WRITES) {
      writes.clear();
      stale.set(true);
    }
    work.release();
  }

  /** Has everything written. */
  void writeEverything() {
    stale.set(true);
    work.release();
  }

  /** Asks for an app, or for all. */
  CompletableFuture<Void> ask(Optional<ApplicationId> app) {
    Question question = new Question(app, new CompletableFuture<>());
    questions.add(question);
    work.release();
    return question.answer();
  }

  /** Waits until there is something to do, or the time is over. */
  void await(Duration longest) throws InterruptedException {
    if (work.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
      work.drainPermits();
    }
  }

  /** Ends the wait. */
  void wake() {
    work.release();
  }

  /** Returns whether everything has to be written. */
  boolean isStale() {
    return stale.get();
  }

  /** Notes that everything is written next. */
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

  /** Lets all who ask go on without an answer. */
  void dismissQuestions() {
    takeQuestions().forEach(question -> question.answer().complete(null));
  }
}
