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
  private final RandomRequests requests;
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
      RandomRequests requests,
      Recording recording,
      Traffic traffic,
      CountDownLatch over,
      long seed) {
    this.number = number;
    this.nodes = nodes;
    this.requests = requests;
    this.recording = recording;
    this.traffic = traffic;
    this.over = over;
    this.random = new Random(seed);
  }

  @Override
  public void run() {
    try {
      while (over.getCount() > 0) {
        request(requests.draw(random));
      }
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A request without a key has one try: a second one would be another request. */
  private void request(ChangeRequest change) throws InterruptedException {
    boolean known = traffic.flow(() -> attempt(change));
    for (int tries = 1; !known && pause() && tries < MOST_TRIES; tries++) {
      if (change.key().isEmpty() || random.nextDouble() > PERSISTENT) {
        return;
      }
      known = traffic.flow(() -> attempt(change));
    }
  }

  /** Returns whether no retry is needed. */
  private boolean attempt(ChangeRequest change) {
    boolean impatient = change.key().isPresent() && random.nextDouble() < IMPATIENT;
    CompletableFuture<Boolean> one = attempt(change, any());
    return impatient
        ? one.thenCombine(attempt(change, any()), Boolean::logicalOr).join()
        : one.join();
  }

  private CompletableFuture<Boolean> attempt(ChangeRequest change, Node node) {
    long start = System.nanoTime();
    return node.ask(change).thenApply(answer -> note(change, start, System.nanoTime(), answer));
  }

  private boolean note(ChangeRequest change, long start, long end, Answer answer) {
    recording.add(
        new RequestAttempt(
            number,
            change.app(),
            change.kind(),
            change.key(),
            start,
            end,
            answer,
            change.releaseLine()));
    if (answer instanceof Answer.Made made) {
      requests.seen(change.app(), made.version());
      if (change.kind() == RequestAttempt.Kind.RESERVE) {
        requests.reserved(change.app(), made.version());
      }
    }
    return answer.reportsChange() || answer instanceof Answer.Unchanged;
  }

  private Node any() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  /** Pauses, at most until the end; returns whether time is left. */
  private boolean pause() throws InterruptedException {
    return !over.await(random.nextInt(LONGEST_PAUSE), TimeUnit.MILLISECONDS);
  }
}
