package org.versionservice.proof;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A client that requests versions until it is stopped, and records the answers.
 *
 * <p>It calls any replica, retries or gives up after a failure, and sometimes calls two replicas at
 * once.
 */
final class Client implements Runnable {

  private static final double IMPATIENT = 0.03;
  private static final double PERSISTENT = 0.8;
  private static final int MOST_TRIES = 8;
  private static final int LONGEST_PAUSE = 400;

  private final int number;
  private final List<Node> nodes;
  private final Wishes wishes;
  private final Recording recording;
  private final Traffic traffic;
  private final CountDownLatch over;
  private final Random random;

  /**
   * @param number identifies the client
   * @param traffic pauses it between two tries
   * @param over stops it after the current request
   */
  Client(
      int number,
      List<Node> nodes,
      Wishes wishes,
      Recording recording,
      Traffic traffic,
      CountDownLatch over,
      long seed) {
    this.number = number;
    this.nodes = nodes;
    this.wishes = wishes;
    this.recording = recording;
    this.traffic = traffic;
    this.over = over;
    this.random = new Random(seed);
  }

  @Override
  public void run() {
    try {
      while (over.getCount() > 0) {
        request(wishes.draw(random));
      }
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A request without a key has one try: a second one would be another request. */
  private void request(Wish wish) throws InterruptedException {
    boolean known = traffic.flow(() -> attempt(wish));
    for (int tries = 1; !known && pause() && tries < MOST_TRIES; tries++) {
      if (wish.key().isEmpty() || random.nextDouble() > PERSISTENT) {
        return;
      }
      known = traffic.flow(() -> attempt(wish));
    }
  }

  /** Returns whether no retry is needed. */
  private boolean attempt(Wish wish) {
    boolean impatient = wish.key().isPresent() && random.nextDouble() < IMPATIENT;
    CompletableFuture<Boolean> one = attempt(wish, any());
    return impatient
        ? one.thenCombine(attempt(wish, any()), Boolean::logicalOr).join()
        : one.join();
  }

  private CompletableFuture<Boolean> attempt(Wish wish, Node node) {
    long start = System.nanoTime();
    return node.ask(wish).thenApply(answer -> note(wish, start, System.nanoTime(), answer));
  }

  private boolean note(Wish wish, long start, long end, Answer answer) {
    recording.add(new Attempt(number, wish.app(), wish.kind(), wish.key(), start, end, answer));
    if (answer instanceof Answer.Made made) {
      wishes.seen(wish.app(), made.version());
    }
    return answer instanceof Answer.Made || answer instanceof Answer.Unchanged;
  }

  private Node any() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  /** Pauses, at most until the end; returns whether time is left. */
  private boolean pause() throws InterruptedException {
    return !over.await(random.nextInt(LONGEST_PAUSE), TimeUnit.MILLISECONDS);
  }
}
