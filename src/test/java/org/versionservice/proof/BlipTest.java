package org.versionservice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.Stores;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Increment;

/** Tests a short outage of one of two replicas that answer without the remote. */
class BlipTest {

  private static final ApplicationId APP = new ApplicationId("1-a");
  private static final ChangeRequest PATCH =
      ChangeRequest.increment(APP, Increment.Level.PATCH, Optional.empty());
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration BLIP = Duration.ofSeconds(1);

  /** The time after an outage during which a replica may still treat the remote as unreachable. */
  private static final Duration UNAWARE = Duration.ofMillis(300);

  private static final int AFTERWARDS = 10;

  @TempDir Path directory;

  @Test
  void shortOutage_besideABusyReplica_givesNothingOutTwiceOnceItIsOver() throws Exception {
    try (GitHttpServer server = GitHttpServer.start(directory);
        FaultProxy network = new FaultProxy(server.port(), Duration.ofMillis(50), 1);
        FaultProxy good = new FaultProxy(server.port(), Duration.ofMillis(50), 2)) {
      BareRepository origin = server.create("versions", "main");
      try (Node struck = node("struck", server, network);
          Node busy = node("busy", server, good)) {
        assertThat(struck.ask(PATCH).join()).isInstanceOf(Answer.Made.class);
        Callers callers = new Callers(busy);
        await().until(() -> callers.answers.size() > 5);
        List<Answer.Made> during = askDuringABlip(struck, network);
        await().pollDelay(UNAWARE).until(() -> true);
        List<Answer.Made> afterwards = ask(struck, AFTERWARDS);
        callers.stop();
        assertThat(during).extracting(Answer.Made::pushed).contains(false);
        assertThat(afterwards).extracting(Answer.Made::pushed).containsOnly(true);
        List<SeenVersion> all = new ArrayList<>();
        during.forEach(made -> all.add(made.version()));
        callers.answers.forEach(made -> all.add(made.version()));
        Set<SeenVersion> late = new HashSet<>();
        for (Answer.Made made : afterwards) {
          assertThat(all).doesNotContain(made.version());
          assertThat(late.add(made.version())).isTrue();
        }
        List<String> conflicts =
            origin
                .git()
                .run("log", "--format=%(trailers:key=Conflict,valueonly,separator=)", "main");
        assertThat(conflicts.stream().filter(text -> !text.isBlank()).count())
            .isLessThanOrEqualTo(during.size());
      }
    }
  }

  private static List<Answer.Made> askDuringABlip(Node struck, FaultProxy network) {
    long end = System.nanoTime() + BLIP.toNanos();
    network.plan().always(Fault.CUT_BEFORE);
    List<Answer.Made> made = new ArrayList<>();
    while (System.nanoTime() < end) {
      made.addAll(ask(struck, 1));
      await().pollDelay(Duration.ofMillis(30)).until(() -> true);
    }
    network.heal();
    return made;
  }

  /** Requests changes until {@code count} were made; some are denied beside the busy replica. */
  private static List<Answer.Made> ask(Node node, int count) {
    List<Answer.Made> made = new ArrayList<>();
    for (int tries = 0; made.size() < count && tries < 2 * count; tries++) {
      Answer answer = node.ask(PATCH).join();
      assertThat(answer).isInstanceOfAny(Answer.Made.class, Answer.Denied.class);
      if (answer instanceof Answer.Made one) {
        made.add(one);
      }
    }
    assertThat(made).hasSize(count);
    return made;
  }

  private Node node(String name, GitHttpServer server, FaultProxy network) throws Exception {
    Path home = java.nio.file.Files.createDirectory(directory.resolve(name));
    return Node.ofProcess(
        home, server.url("versions"), network, Durability.REMOTE_PREFERRED, Stores.LAYOUT, TIMEOUT);
  }

  /** Threads that request versions from one replica all the time. */
  private static final class Callers {

    private static final int COUNT = 4;

    private final ConcurrentLinkedQueue<Answer.Made> answers = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(COUNT);
    private final List<CompletableFuture<Void>> running = new ArrayList<>();
    private volatile boolean over;

    Callers(Node node) {
      for (int i = 0; i < COUNT; i++) {
        running.add(CompletableFuture.runAsync(() -> call(node), threads));
      }
    }

    private void call(Node node) {
      while (!over) {
        if (node.ask(PATCH).join() instanceof Answer.Made made) {
          answers.add(made);
        }
      }
    }

    void stop() throws InterruptedException {
      over = true;
      running.forEach(CompletableFuture::join);
      threads.shutdown();
      threads.awaitTermination(10, TimeUnit.SECONDS);
    }
  }
}
