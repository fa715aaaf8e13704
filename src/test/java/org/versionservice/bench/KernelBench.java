package org.versionservice.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitHttpServer;

/** Measures the service without HTTP; the remote is {@code git http-backend} on loopback. */
@Tag("bench")
class KernelBench {

  private static final Duration LENGTH = Duration.ofSeconds(12);
  private static final Workload REFERENCE = new Workload(1_000);
  private static final Workload LARGE = new Workload(10_000);

  @TempDir Path directory;
  private int repositories;

  /** Creates a remote with the file of a workload, and returns its URL. */
  private String remote(GitHttpServer server, Workload workload) {
    String name = "bench-" + ++repositories;
    BareRepository origin = server.create(name, "main");
    origin.commit("main", "versions.json", workload.file());
    return server.url(name);
  }

  private Path fresh() {
    return directory.resolve("data-" + ++repositories);
  }

  @Test
  void rows() throws Exception {
    Table table = new Table("kernel");
    try (GitHttpServer server = GitHttpServer.start(directory)) {
      Callers.Result many = againstNaive(server, table, REFERENCE, "20", "45");
      waiting(server, table, many);
      replicas(server, table, many);
      againstNaive(server, table, LARGE, "8", "16");
      slowPush(server, table);
      oneCaller(server, table);
      local(table);
    }
    table.write();
  }

  private Callers.Result kernel(GitHttpServer server, Workload workload, int callers)
      throws Exception {
    try (Kernel kernel = new Kernel(fresh(), Optional.of(remote(server, workload)))) {
      return Callers.run(kernel.callers(callers, workload), LENGTH);
    }
  }

  private Callers.Result againstNaive(
      GitHttpServer server, Table table, Workload workload, String must, String aim)
      throws Exception {
    Callers.Result simple;
    try (Naive naive = new Naive(fresh(), remote(server, workload))) {
      simple = Callers.run(Collections.nCopies(64, change(naive)), LENGTH);
    }
    Callers.Result ours = kernel(server, workload, 64);
    table.row(
        "64 callers against fetch + commit + push each, " + workload.apps() + " apps",
        text("%.0f/s against %.1f/s", ours.perSecond(), simple.perSecond()),
        ours.perSecond() / simple.perSecond(),
        must,
        aim);
    return ours;
  }

  private static Callable<?> change(Naive naive) {
    return () -> {
      naive.change();
      return true;
    };
  }

  private void replicas(GitHttpServer server, Table table, Callers.Result one) throws Exception {
    String url = remote(server, REFERENCE);
    try (Kernel a = new Kernel(fresh(), Optional.of(url));
        Kernel b = new Kernel(fresh(), Optional.of(url));
        Kernel c = new Kernel(fresh(), Optional.of(url))) {
      List<Callable<?>> callers = new ArrayList<>(a.callers(22, REFERENCE));
      callers.addAll(b.callers(21, REFERENCE));
      callers.addAll(c.callers(21, REFERENCE));
      Callers.Result three = Callers.run(callers, LENGTH.multipliedBy(2));
      table.row(
          "three replicas, 64 callers, against one",
          text("%.0f/s against %.0f/s", three.perSecond(), one.perSecond()),
          three.perSecond() / one.perSecond(),
          "0.3",
          "0.8");
    }
  }

  private void slowPush(GitHttpServer server, Table table) throws Exception {
    server.delayPushes(Duration.ofMillis(100));
    Callers.Result one = kernel(server, REFERENCE, 1);
    Callers.Result many = kernel(server, REFERENCE, 64);
    server.delayPushes(Duration.ZERO);
    table.row(
        "100 ms added to each push: 64 callers against 1",
        text("%.0f/s against %.1f/s", many.perSecond(), one.perSecond()),
        many.perSecond() / one.perSecond(),
        "30",
        "55");
  }

  private void oneCaller(GitHttpServer server, Table table) throws Exception {
    Callers.Result bare;
    try (Naive naive = new Naive(fresh(), remote(server, REFERENCE))) {
      Callable<?> push =
          () -> {
            naive.commitAndPush();
            return true;
          };
      bare = Callers.run(List.of(push), LENGTH);
    }
    Callers.Result ours = kernel(server, REFERENCE, 1);
    table.row(
        "one caller: a change against a JGit commit + push",
        text("%.1f ms against %.1f ms", ours.millis(0.5), bare.millis(0.5)),
        ours.millis(0.5) / bare.millis(0.5),
        "1.3",
        "1.1");
  }

  /** Compares with the last pushes that the server saw, which are those of the same callers. */
  private static void waiting(GitHttpServer server, Table table, Callers.Result many) {
    List<Duration> all = server.pushTimes();
    List<Duration> last = all.subList(all.size() - 50, all.size()).stream().sorted().toList();
    double push = last.get(25).toNanos() / 1e6;
    table.row(
        "p99 of 64 callers against the median of one push",
        text(
            "%.0f ms against %.0f ms; median %.0f ms, longest %.0f ms",
            many.millis(0.99), push, many.millis(0.5), many.millis(1)),
        many.millis(0.99) / push,
        "5",
        "3");
  }

  private void local(Table table) throws Exception {
    double small = localMillis(new Workload(100));
    double large = localMillis(LARGE);
    table.row(
        "local, one caller: 10,000 apps against 100",
        text("%.2f ms against %.2f ms", large, small),
        large / small,
        "4",
        "2");
  }

  private double localMillis(Workload workload) throws Exception {
    Path data = fresh();
    BareRepository.create(data.resolve(".git"), "main")
        .commit("main", "versions.json", workload.file());
    try (Kernel kernel = new Kernel(data, Optional.empty())) {
      return Callers.run(kernel.callers(1, workload), LENGTH).millis(0.5);
    }
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
