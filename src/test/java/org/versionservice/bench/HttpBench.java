package org.versionservice.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.GitHttpServer;

/** Measures the service stopped HTTP, on Payara Micro with its default settings. */
@Tag("bench")
class HttpBench {

  private static final Duration LENGTH = Duration.ofSeconds(6);
  private static final Workload REFERENCE = new Workload(1_000);
  private static final int READERS = 8;
  private static final int ROUNDS = 3;

  /** The server has much code: in the first minute, compiling it takes half of the time. */
  private static final Duration WARM_UP = Duration.ofSeconds(40);

  @TempDir Path directory;

  @Test
  void rows() throws Exception {
    Table table = new Table("http");
    try (GitHttpServer remote = GitHttpServer.start(directory)) {
      Map<String, String> settings = new HashMap<>();
      settings.put("GIT_REPO_URL", REFERENCE.publish(remote, "versions"));
      settings.put("GIT_USERNAME", GitHttpServer.USERNAME);
      settings.put("GIT_TOKEN", GitHttpServer.TOKEN);
      settings.put("VERSIONS_DURABILITY", "remote");
      try (Server service = service("remote", settings)) {
        againstTrivial(table, service);
        readsBesideWriters(table, service);
        readsBesidePushes(table, service, remote);
        againstEtcdsReads(table, service);
      }
    }
    againstEtcd(table);
    table.write();
  }

  private void againstTrivial(Table table, Server service) throws Exception {
    Supplier<String> trivial =
        () -> PersistentConnection.bare("GET", "/trivial/" + REFERENCE.anyApp());
    Duration length = LENGTH.dividedBy(3);
    Rates rates =
        inTurns(
            8,
            () -> run(service, READERS, HttpBench::read, length),
            () -> run(service, READERS, trivial, length));
    table.atLeast(
        "GET of a version against a trivial resource of the same WAR, with the same access check",
        rates.text(),
        rates.ratio(),
        0.9,
        1.0);
  }

  /** The medians of two sides, per second. */
  private record Rates(double ours, double theirs) {

    double ratio() {
      return ours / theirs;
    }

    String text() {
      return HttpBench.text("%.0f/s against %.0f/s", ours, theirs);
    }
  }

  /** Measures two sides in turns, because both get faster for a minute. */
  private static Rates inTurns(
      int warmUps, Callable<Callers.Result> ours, Callable<Callers.Result> theirs)
      throws Exception {
    List<Double> one = new ArrayList<>();
    List<Double> other = new ArrayList<>();
    for (int round = -warmUps; round < ROUNDS; round++) {
      double first = ours.call().perSecond();
      double second = theirs.call().perSecond();
      if (round >= 0) {
        one.add(first);
        other.add(second);
      }
    }
    return new Rates(median(one), median(other));
  }

  /** The burners use as much CPU as the same number of changes does without reads. */
  private void readsBesideWriters(Table table, Server service) throws Exception {
    List<Double> beside = new ArrayList<>();
    List<Double> reference = new ArrayList<>();
    List<Double> burnt = new ArrayList<>();
    for (int round = -1; round < ROUNDS; round++) {
      double perChange = cpuPerChange(service);
      BackgroundWriters writers = writers(service, 64);
      double reads = run(service, READERS, HttpBench::read).perSecond();
      double cores = writers.stop() * perChange;
      CpuBurner burner = new CpuBurner(64, cores);
      double others = run(service, READERS, HttpBench::read).perSecond();
      double used = burner.stop();
      if (round >= 0) {
        beside.add(reads);
        reference.add(others);
        burnt.add(used / cores);
      }
    }
    table.atLeast(
        "reads while 64 writers push, against reads while the same CPU is burnt elsewhere",
        text(
            "%.0f/s against %.0f/s, of the CPU %.0f %% burnt",
            median(beside), median(reference), 100 * median(burnt)),
        median(beside) / median(reference),
        0.8,
        0.95);
  }

  /** Returns the CPU seconds that a change costs the service, its clients and Git. */
  private static double cpuPerChange(Server service) throws Exception {
    double before = service.cpuSeconds() + Server.ownCpuSeconds();
    double perSecond = run(service, 64, HttpBench::increment).perSecond();
    double used = service.cpuSeconds() + Server.ownCpuSeconds() - before;
    return used / (perSecond * LENGTH.toSeconds());
  }

  private void readsBesidePushes(Table table, Server service, GitHttpServer remote)
      throws Exception {
    List<Double> ratios = new ArrayList<>();
    List<Double> idle = new ArrayList<>();
    List<Double> beside = new ArrayList<>();
    List<Double> live = new ArrayList<>();
    // The first round compiles the code of requests that wait.
    for (int round = -1; round < ROUNDS; round++) {
      double alone = run(service, 2, HttpBench::read).millis(0.99);
      remote.delayPushes(Duration.ofSeconds(2));
      BackgroundWriters writers = writers(service, 1_000);
      double waiting = run(service, 2, HttpBench::read).millis(0.99);
      double health = run(service, 1, HttpBench::liveness, LENGTH.dividedBy(3)).millis(0.99);
      remote.delayPushes(Duration.ZERO);
      writers.stop();
      if (round >= 0) {
        idle.add(alone);
        beside.add(waiting);
        ratios.add(waiting / alone);
        live.add(health);
      }
    }
    table.atMost(
        "p99 of reads while 1,000 callers wait for pushes of 2 s, against an idle service",
        text(
            "%.2f ms against %.2f ms; liveness p99 %.1f ms",
            median(beside), median(idle), median(live)),
        median(ratios),
        2,
        1.2);
  }

  private void againstEtcdsReads(Table table, Server service) throws Exception {
    try (Server etcd = etcd()) {
      try (PersistentConnection writer = new PersistentConnection(etcd.port(), HttpBench::put)) {
        for (int i = 0; i < 2 * REFERENCE.apps(); i++) {
          writer.call();
        }
      }
      Rates rates =
          inTurns(
              1,
              () -> run(service, READERS, HttpBench::read),
              () -> run(etcd, READERS, HttpBench::range));
      table.atLeast(
          "GET of a version against etcd's read through its gateway",
          rates.text(),
          rates.ratio(),
          1.0,
          2.0);
    }
  }

  private void againstEtcd(Table table) throws Exception {
    Path data = directory.resolve("local");
    REFERENCE.create(data);
    Callers.Result ours;
    Map<String, String> settings = Map.of("VERSIONS_DATA_DIR", data.toString());
    try (Server service = service("local", settings)) {
      run(service, 64, HttpBench::increment, WARM_UP);
      ours = run(service, 64, HttpBench::increment);
    }
    Callers.Result other;
    try (Server etcd = etcd()) {
      other = run(etcd, 64, HttpBench::put);
    }
    table.atLeast(
        "local, 64 callers over HTTP: changes against etcd's put",
        text("%.0f/s against %.0f/s", ours.perSecond(), other.perSecond()),
        ours.perSecond() / other.perSecond(),
        0.2,
        0.5);
  }

  private static String read() {
    return PersistentConnection.bare("GET", "/version/" + REFERENCE.anyApp());
  }

  private static String liveness() {
    return PersistentConnection.bare("GET", "/health/live");
  }

  private static BackgroundWriters writers(Server service, int callers) throws IOException {
    return new BackgroundWriters(service, callers, HttpBench::increment);
  }

  private static String increment() {
    return PersistentConnection.bare("POST", "/version/" + REFERENCE.anyApp() + "/increment");
  }

  private static String put() {
    String key = base64(REFERENCE.anyApp().value());
    String value = base64("1.4." + ThreadLocalRandom.current().nextInt(1_000_000));
    return PersistentConnection.json(
        "/v3/kv/put", "{\"key\":\"" + key + "\",\"value\":\"" + value + "\"}");
  }

  private static String range() {
    String key = base64(REFERENCE.anyApp().value());
    return PersistentConnection.json("/v3/kv/range", "{\"key\":\"" + key + "\"}");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
  }

  private static double median(List<Double> rounds) {
    return rounds.stream().sorted().toList().get(rounds.size() / 2);
  }

  private static Callers.Result run(Server server, int callers, Supplier<String> requests)
      throws Exception {
    return run(server, callers, requests, LENGTH);
  }

  private static Callers.Result run(
      Server server, int callers, Supplier<String> requests, Duration length) throws Exception {
    List<PersistentConnection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < callers; i++) {
        connections.add(new PersistentConnection(server.port(), requests));
      }
      return Callers.run(List.<Callable<?>>copyOf(connections), length);
    } finally {
      for (PersistentConnection connection : connections) {
        connection.close();
      }
    }
  }

  private Server service(String name, Map<String, String> settings) throws IOException {
    int port = Server.freePort();
    Map<String, String> all = new HashMap<>(Map.of("VERSIONS_AUTH", "none"));
    all.put("VERSIONS_DATA_DIR", directory.resolve(name).toString());
    all.putAll(settings);
    return Server.start(
        List.of(
            java(),
            "-jar",
            System.getProperty("payara.microJar"),
            "--nohazelcast",
            "--disablephonehome",
            "--port",
            Integer.toString(port),
            "--deploy",
            war().toString()),
        all,
        port,
        "/version/1000-app-00000",
        Path.of("target", "bench-" + name + ".log"));
  }

  /** Returns the service's WAR with one resource more. */
  private File war() {
    File war = directory.resolve("version-service.war").toFile();
    ShrinkWrap.createFromZipFile(
            WebArchive.class, new File(System.getProperty("version-service.war")))
        .addClasses(TrivialResource.class, TrivialResource.Constant.class)
        .as(ZipExporter.class)
        .exportTo(war, true);
    return war;
  }

  private Server etcd() throws IOException {
    int port = Server.freePort();
    String client = "http://127.0.0.1:" + port;
    String peer = "http://127.0.0.1:" + Server.freePort();
    List<String> command = new ArrayList<>(List.of("etcd", "--log-level", "error"));
    command.addAll(List.of("--data-dir", directory.resolve("etcd-" + port).toString()));
    command.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
    command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
    command.addAll(List.of("--initial-cluster", "default=" + peer));
    return Server.start(command, Map.of(), port, "/health", Path.of("target", "bench-etcd.log"));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
