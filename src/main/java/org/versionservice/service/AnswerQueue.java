package org.versionservice.service;

import static java.lang.System.Logger.Level.DEBUG;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A queue of answers, given in their order.
 *
 * <p>Half of the cores give the answers to a batch: each answer lets its client send the next
 * request, and reads come between.
 */
final class AnswerQueue {

  private static final System.Logger LOG = System.getLogger(AnswerQueue.class.getName());

  private static final int MAX_THREADS =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  /** To submit a task to a container's executor takes longer than most answers. */
  private static final int ANSWERS_PER_TASK = 8;

  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final Executor executor;
  private volatile @Nullable Runnable next;

  /**
   * @param executor gives the answers; while it refuses tasks, the caller's thread does
   */
  AnswerQueue(Executor executor) {
    this.executor = executor;
  }

  /** Gives answers soon; the caller does not wait for it. */
  void give(List<Runnable> answers) {
    waiting.addAll(answers);
    start(Math.min(MAX_THREADS, tasks(answers.size())));
  }

  /**
   * Called once a second: adds threads if no answer was taken up since the previous call, because
   * slow clients occupy those that give answers.
   */
  void hasten() {
    Runnable now = waiting.peek();
    if (now != null && now == next) {
      start(tasks(waiting.size()));
    }
    next = now;
  }

  private static int tasks(int answers) {
    return (answers + ANSWERS_PER_TASK - 1) / ANSWERS_PER_TASK;
  }

  private void start(int tasks) {
    for (int i = 0; i < tasks; i++) {
      try {
        executor.execute(this::giveWaiting);
      } catch (RuntimeException | Error full) {
        LOG.log(DEBUG, "the writer gives answers itself: {0}", full.getMessage());
        giveWaiting();
      }
    }
  }

  private void giveWaiting() {
    for (Runnable answer = waiting.poll(); answer != null; answer = waiting.poll()) {
      answer.run();
    }
  }
}
