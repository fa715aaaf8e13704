package org.versionservice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
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
import org.versionservice.storage.git.GitStorage;

/** Measures a repository with the history of years: speed, size, and validity for Git. */
@Tag("bench")
class YearsBench {

  private static final int CHANGES = Integer.getInteger("bench.changes", 100_000);
  private static final Duration SAMPLE = Duration.ofSeconds(12);
  private static final Workload WORKLOAD = new Workload(1_000);

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
      BareRepository origin = server.create("versions", "main");
      origin.commit("main", "versions.json", WORKLOAD.file());
      Path data = directory.resolve("data");
      warmUp(server);
      try (Kernel kernel = new Kernel(data, Optional.of(server.url("versions")))) {
        // The service's timer does the same.
        Future<?> repacking =
            timer.scheduleWithFixedDelay(kernel.storage()::repack, 30, 30, TimeUnit.SECONDS);
        List<Callable<?>> one = kernel.callers(1, WORKLOAD);
        Callers.Result first = Callers.run(one, SAMPLE);
        write(kernel, CHANGES - commits(origin));
        Callers.Result last = Callers.run(one, SAMPLE);
        String number = text("%,d", commits(origin));
        table.row(
            "a change after " + number + " others, against one of the first",
            text("%.1f ms against %.1f ms", last.millis(0.5), first.millis(0.5)),
            last.millis(0.5) / first.millis(0.5),
            "1.2",
            "1.0");
        assertThat(repacking.cancel(false)).isTrue();
        timer.shutdown();
        assertThat(timer.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      }
      try (GitStorage storage = Workload.open(data, Optional.of(server.url("versions")))) {
        storage.repack();
      }
      disk(table, data, commits(origin));
      assertSound(origin, data, server.url("versions"));
    }
    table.write();
  }

  private void warmUp(GitHttpServer server) throws Exception {
    server.create("warm", "main").commit("main", "versions.json", WORKLOAD.file());
    Optional<String> url = Optional.of(server.url("warm"));
    try (Kernel kernel = new Kernel(directory.resolve("warm-data"), url)) {
      Callers.run(kernel.callers(64, WORKLOAD), SAMPLE);
      Callers.run(kernel.callers(1, WORKLOAD), SAMPLE);
    }
  }

  private static void write(Kernel kernel, int count) throws Exception {
    List<CompletableFuture<?>> waiting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      waiting.add(kernel.submit(WORKLOAD.change()));
      if (waiting.size() == 128) {
        waiting.remove(0).get();
      }
    }
    for (CompletableFuture<?> change : waiting) {
      change.get();
    }
  }

  private static int commits(BareRepository origin) {
    return Integer.parseInt(origin.git().run("rev-list", "--count", "main").get(0));
  }

  private static void disk(Table table, Path data, int commits) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      long all = files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
      table.row(
          "disk per change after repacking",
          text("%,d bytes of %,d changes", all, commits),
          all / 1024.0 / commits,
          "1",
          "0.4");
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
