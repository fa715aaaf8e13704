package org.versionservice.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.Stores;

/** Tests how replicas share a remote that accepts one push at a time. */
@Tag("torture")
class FairnessTest {

  private static final int REPLICAS = 3;
  private static final int CALLERS_OF_EACH = 32;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration MEASURED = Duration.ofSeconds(40);

  @TempDir Path directory;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Recording> recordings = new ArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    over.countDown();
    threads.shutdownNow();
    nodes.forEach(Node::close);
  }

  @Test
  void equalLoad_leavesEachReplicaMoreThanHalfOfItsShare() throws Exception {
    try (GitHttpServer server = GitHttpServer.start(directory)) {
      server.create("versions", "main");
      for (int i = 0; i < REPLICAS; i++) {
        start(server, i);
      }
      over.await(WARM_UP.toSeconds(), TimeUnit.SECONDS);
      int[] before = acknowledged();
      over.await(MEASURED.toSeconds(), TimeUnit.SECONDS);
      int[] counts = acknowledged();
      Arrays.setAll(counts, i -> counts[i] - before[i]);
      int share = Arrays.stream(counts).sum() / REPLICAS;
      System.out.printf(
          "fairness: %s changes of %d replicas in %d s%n",
          Arrays.toString(counts), REPLICAS, MEASURED.toSeconds());
      assertThat(Arrays.stream(counts)).allMatch(count -> count > share / 2);
    }
  }

  private void start(GitHttpServer server, int number) throws IOException {
    FaultProxy network = new FaultProxy(server.port(), Duration.ZERO, number);
    Path home = Files.createDirectory(directory.resolve("replica-" + number));
    Duration timeout = Duration.ofSeconds(30);
    Node node =
        Node.ofProcess(
            home, server.url("versions"), network, Durability.REMOTE, Stores.LAYOUT, timeout);
    nodes.add(node);
    Recording recording = new Recording();
    recordings.add(recording);
    RandomRequests requests = new RandomRequests("fair" + number);
    for (int i = 0; i < CALLERS_OF_EACH; i++) {
      threads.execute(
          new Client(i, List.of(node), requests, recording, new Traffic(), over, number + i));
    }
  }

  private int[] acknowledged() {
    return recordings.stream().mapToInt(Recording::acknowledged).toArray();
  }
}
