package org.versionservice.proof;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Kills random replicas, one at a time, and restarts each soon after. */
final class ReplicaKiller implements Runnable {

  private static final int LONGEST_DEATH = 500;

  private final List<Node> nodes;
  private final Duration leastLife;
  private final Traffic traffic;
  private final CountDownLatch over;
  private final Random random;
  private final AtomicInteger kills = new AtomicInteger();

  ReplicaKiller(
      List<Node> nodes, Duration leastLife, Traffic traffic, CountDownLatch over, long seed) {
    this.nodes = nodes;
    this.leastLife = leastLife;
    this.traffic = traffic;
    this.over = over;
    this.random = new Random(seed);
  }

  /** Returns the number of replicas killed and restarted. */
  int kills() {
    return kills.get();
  }

  @Override
  public void run() {
    try {
      while (!over.await(pause(), TimeUnit.MILLISECONDS)) {
        Node victim = nodes.get(random.nextInt(nodes.size()));
        traffic.flow(
            () -> {
              victim.restart(killed -> awaitOver(random.nextInt(LONGEST_DEATH)));
              return kills.incrementAndGet();
            });
      }
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitOver(int milliseconds) {
    try {
      boolean unused = over.await(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Each replica lives longer the more there are. */
  private long pause() {
    long least = leastLife.toMillis() / nodes.size();
    return least + (long) (3 * least * random.nextDouble());
  }
}
