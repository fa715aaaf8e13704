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
import org.versionservice.proof.GitHttpServer;
import org.versionservice.version.Layout;

/** Measures the service without HTTP; the remote is {@code git http-backend} on loopback. */
@Tag("bench")
class KernelBench {

  private static final Duration LENGTH = Duration.ofSeconds(8);
  private static final int ROUNDS = 2;
  private static final Workload REFERENCE = new Workload(1_000);
  private static final Workload LARGE = new Workload(10_000);
  private static final Workload HUGE = new Workload(100_000, Layout.PROJECT);

  @TempDir Path directory;
  private int repositories;

  /** Creates a remote with the file of a workload, and returns its URL. */
  private String remote(GitHttpServer server, Workload workload) {
    return workload.publish(server, "bench-" + ++repositories);
  }

  private Path fresh() {
    return directory.resolve("data-" + ++repositories);
  }

  @Test
  void rows() throws Exception {
    Table table = new Table("kernel");
    try (GitHttpServer server = GitHttpServer.start(directory)) {
      // Compiles the code of both layouts.
      kernel(server, REFERENCE, 64);
      kernel(server, projects(REFERENCE), 64);
      Callers.Result many = kernel(server, REFERENCE, 64);
      waiting(server, table, many);
      replicas(server, table, many);
      growth(server, table, many);
      slowPush(server, table);
      oneCaller(server, table);
      local(table, Layout.SINGLE);
      local(table, Layout.PROJECT);
    }
    table.write();
  }

  private Callers.Result kernel(GitHttpServer server, Workload workload, int callers)
      throws Exception {
    try (Kernel kernel = new Kernel(fresh(), Optional.of(remote(server, workload)))) {
      return Callers.run(kernel.callers(callers, workload), LENGTH);
    }
  }

  private static Workload projects(Workload workload) {
    return new Workload(workload.apps(), Layout.PROJECT);
  }

  private void growth(GitHttpServer server, Table table, Callers.Result single) throws Exception {
    double simple = naive(server, REFERENCE);
    double simpleLarge = naive(server, LARGE);
    List<Workload> workloads = List.of(projects(REFERENCE), projects(LARGE), HUGE, LARGE);
    double[] rates = inTurns(server, workloads);
    double ours = rates[0];
    double oursLarge = rates[1];
    double oursHuge = rates[2];
    double large = rates[3];
    againstNaive(table, REFERENCE, single.perSecond(), simple, 20, 45);
    againstNaive(table, LARGE, large, simpleLarge, 8, 16);
    againstNaive(table, projects(REFERENCE), ours, simple, 45, 45);
    againstNaive(table, projects(LARGE), oursLarge, simpleLarge, 100, 100);
    String what = "64 callers, layout project, %,d apps against %,d";
    String both = "%.0f/s against %.0f/s";
    table.atLeast(
        text(what, 10_000, 1_000), text(both, oursLarge, ours), oursLarge / ours, 1 / 1.2, 1);
    table.atLeast(
        text(what, 100_000, 1_000), text(both, oursHuge, ours), oursHuge / ours, 1 / 1.2, 1);
    table.atLeast(
        "64 callers, 10,000 apps, layout project against single",
        text(both, oursLarge, large),
        oursLarge / large,
        8,
        8);
  }

  /** Returns the changes per second of 64 callers for each workload, the mean of all rounds. */
  private double[] inTurns(GitHttpServer server, List<Workload> workloads) throws Exception {
    double[] sums = new double[workloads.size()];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += kernel(server, workloads.get(i), 64).perSecond() / ROUNDS;
      }
    }
    return sums;
  }

  private static void againstNaive(
      Table table, Workload workload, double ours, double simple, double must, double aim) {
    table.atLeast(
        text(
            "64 callers against fetch + commit + push each, %,d apps, layout %s",
            workload.apps(), workload.layout().text()),
        text("%.0f/s against %.1f/s", ours, simple),
        ours / simple,
        must,
        aim);
  }

  /** Returns the changes per second of 64 callers, in one file. */
  private double naive(GitHttpServer server, Workload workload) throws Exception {
    try (Naive naive = new Naive(fresh(), remote(server, workload))) {
      return Callers.run(Collections.nCopies(64, change(naive)), LENGTH).perSecond();
    }
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
      table.atLeast(
          "three replicas, 64 callers, against one",
          text("%.0f/s against %.0f/s", three.perSecond(), one.perSecond()),
          three.perSecond() / one.perSecond(),
          0.3,
          0.8);
    }
  }

  private void slowPush(GitHttpServer server, Table table) throws Exception {
    server.delayPushes(Duration.ofMillis(100));
    Callers.Result one = kernel(server, REFERENCE, 1);
    Callers.Result many = kernel(server, REFERENCE, 64);
    server.delayPushes(Duration.ZERO);
    table.atLeast(
        "100 ms added to each push: 64 callers against 1",
        text("%.0f/s against %.1f/s", many.perSecond(), one.perSecond()),
        many.perSecond() / one.perSecond(),
        30,
        55);
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
    table.atMost(
        "one caller: a change against a JGit commit + push",
        text("%.1f ms against %.1f ms", ours.millis(0.5), bare.millis(0.5)),
        ours.millis(0.5) / bare.millis(0.5),
        1.3,
        0.7);
  }

  /** Compares with the last pushes that the server saw, which are those of the same callers. */
  private static void waiting(GitHttpServer server, Table table, Callers.Result many) {
    List<Duration> all = server.pushTimes();
    List<Duration> last = all.subList(all.size() - 50, all.size()).stream().sorted().toList();
    double push = last.get(25).toNanos() / 1e6;
    table.atMost(
        "p99 of 64 callers against the median of one push",
        text(
            "%.0f ms against %.0f ms; median %.0f ms, longest %.0f ms",
            many.millis(0.99), push, many.millis(0.5), many.millis(1)),
        many.millis(0.99) / push,
        5,
        3);
  }

  private void local(Table table, Layout layout) throws Exception {
    double small = localMillis(new Workload(100, layout));
    double large = localMillis(new Workload(10_000, layout));
    table.atMost(
        "local, one caller, layout " + layout.text() + ": 10,000 apps against 100",
        text("%.2f ms against %.2f ms", large, small),
        large / small,
        4,
        1.1);
  }

  private double localMillis(Workload workload) throws Exception {
    Path data = fresh();
    workload.create(data);
    try (Kernel kernel = new Kernel(data, Optional.empty())) {
      return Callers.run(kernel.callers(1, workload), LENGTH).millis(0.5);
    }
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
