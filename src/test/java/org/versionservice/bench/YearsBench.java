package org.versionservice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitCommand;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.Layout;

/** Measures a repository with the history of years: speed, size, and validity for Git. */
@Tag("bench")
class YearsBench {

  private static final int CHANGES = Integer.getInteger("bench.changes", 100_000);
  private static final Duration SAMPLE = Duration.ofSeconds(8);
  private static final Workload WORKLOAD =
      new Workload(1_000, Layout.valueOf(System.getProperty("bench.layout", "PROJECT")));

  @TempDir Path directory;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void rows() throws Exception {
    Table table = new Table("years");
    try (GitHttpServer server = GitHttpServer.start(directory)) {
      WORKLOAD.publish(server, "versions");
      BareRepository origin = server.repository("versions");
      Path data = directory.resolve("data");
      Optional<String> url = Optional.of(server.url("versions"));
      warmUp(server);
      Callers.Result first = one(data, url);
      write(data, url, CHANGES - commits(origin));
      Callers.Result last = one(data, url);
      table.atMost(
          text("a change after %,d others, against one of the first", commits(origin)),
          text("%.1f ms against %.1f ms", last.millis(0.5), first.millis(0.5)),
          last.millis(0.5) / first.millis(0.5),
          1.2,
          1.0);
      try (GitStorage storage = Workload.open(data, Optional.of(server.url("versions")))) {
        storage.repack();
      }
      disk(table, data, commits(origin));
      assertSound(origin, data, server.url("versions"));
    }
    table.write();
  }

  private void warmUp(GitHttpServer server) throws Exception {
    Optional<String> url = Optional.of(WORKLOAD.publish(server, "warm"));
    try (Kernel kernel = new Kernel(directory.resolve("warm-data"), url)) {
      Callers.run(kernel.callers(64, WORKLOAD), SAMPLE);
      Callers.run(kernel.callers(1, WORKLOAD), SAMPLE);
    }
  }

  /** Measures one caller that waits for each push. */
  private static Callers.Result one(Path data, Optional<String> url) throws Exception {
    try (Kernel kernel = new Kernel(data, url)) {
      return Callers.run(kernel.callers(1, WORKLOAD), SAMPLE);
    }
  }

  /** Makes changes without waiting for pushes; pushes and repacks as the timers do. */
  private void write(Path data, Optional<String> url, int count) throws Exception {
    try (Kernel kernel = new Kernel(data, url, Durability.LOCAL)) {
      Future<?> upkeep =
          timer.scheduleWithFixedDelay(() -> maintain(kernel.storage()), 5, 5, TimeUnit.SECONDS);
      Deque<CompletableFuture<?>> waiting = new ArrayDeque<>();
      for (int i = 0; i < count; i++) {
        waiting.add(kernel.submit(WORKLOAD.change()));
        if (waiting.size() == 128) {
          waiting.remove().get();
        }
      }
      for (CompletableFuture<?> change : waiting) {
        change.get();
      }
      assertThat(upkeep.cancel(false)).isTrue();
      timer.shutdown();
      assertThat(timer.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      maintain(kernel.storage());
    }
  }

  private static void maintain(GitStorage storage) {
    storage.pushPendingCommits();
    storage.repack();
  }

  private static int commits(BareRepository origin) {
    return Integer.parseInt(origin.git().run("rev-list", "--count", "main").get(0));
  }

  private static void disk(Table table, Path data, int commits) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      long all = files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
      table.atMost(
          "disk per change after repacking",
          text("%,d bytes of %,d changes", all, commits),
          all / 1024.0 / commits,
          1,
          0.4);
    }
  }

  private void assertSound(BareRepository origin, Path data, String url) throws IOException {
    origin.git().run("fsck", "--full", "--strict");
    new GitCommand(data).run("fsck", "--full", "--strict");
    String withPassword =
        url.replace("://", "://" + GitHttpServer.USERNAME + ":" + GitHttpServer.TOKEN + "@");
    new GitCommand(directory).run("clone", "--quiet", withPassword, "clone");
    Path clone = directory.resolve("clone");
    assertThat(new GitCommand(clone).run("rev-list", "--count", "HEAD"))
        .containsExactly(Integer.toString(commits(origin)));
    assertThat(Files.readString(clone.resolve("versions.json")))
        .isEqualTo(origin.read("main", "versions.json"));
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
