package org.versionservice.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.proof.RedisProcess;
import org.versionservice.version.Layout;

/**
 * Measures three replicas behind a random choice against one replica: with the writer lease, and
 * without Redis.
 */
@Tag("bench")
class ReplicasBench {

  private static final Workload REFERENCE =
      new Workload(1_000, Layout.valueOf(System.getProperty("bench.layout", "SINGLE")));
  private static final int[] CALLERS = {1, 4, 24, 64};
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("bench.seconds", 10));

  /** For each replica: they share the cores in which their code is compiled. */
  private static final Duration WARM_UP =
      Duration.ofSeconds(Integer.getInteger("bench.warmup", 35));

  @TempDir Path directory;

  @Test
  void rows() throws Exception {
    Table table = new Table("replicas");
    try (GitHttpServer remote = GitHttpServer.start(directory);
        RedisProcess redis = RedisProcess.start(directory)) {
      List<Callers.Result> one = measure(remote, "one", 1, Map.of());
      List<Callers.Result> lease = measure(remote, "lease", 3, lease(redis));
      compare(table, "three replicas with a lease against one", lease, one);
      List<Callers.Result> without = measure(remote, "competing", 3, Map.of());
      compare(table, "three replicas without Redis against one", without, one);
    }
    table.write();
  }

  private static Map<String, String> lease(RedisProcess redis) {
    return Map.of(
        "REDIS_URL", redis.url(), "VERSIONS_REPLICA_KEY", "a key that all three replicas share");
  }

  private void compare(
      Table table, String what, List<Callers.Result> three, List<Callers.Result> one) {
    for (int i = 0; i < CALLERS.length; i++) {
      Callers.Result ours = three.get(i);
      Callers.Result other = one.get(i);
      table.atLeast(
          text("%s, %d callers: changes", what, CALLERS[i]),
          text("%.1f/s against %.1f/s", ours.perSecond(), other.perSecond()),
          ours.perSecond() / other.perSecond(),
          0.8,
          0.95);
      table.atMost(
          text("%s, %d callers: p99", what, CALLERS[i]),
          text(
              "%.0f ms against %.0f ms; medians %.0f and %.0f ms",
              ours.millis(0.99), other.millis(0.99), ours.millis(0.5), other.millis(0.5)),
          ours.millis(0.99) / other.millis(0.99),
          2,
          1.2);
    }
  }

  private List<Callers.Result> measure(
      GitHttpServer remote, String name, int replicas, Map<String, String> settings)
      throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("GIT_REPO_URL", REFERENCE.publish(remote, name));
    all.put("GIT_USERNAME", GitHttpServer.USERNAME);
    all.put("GIT_TOKEN", GitHttpServer.TOKEN);
    all.put("VERSIONS_DURABILITY", "remote");
    all.put("VERSIONS_AUTH", "none");
    List<Server> servers = new ArrayList<>();
    try {
      for (int i = 0; i < replicas; i++) {
        servers.add(start(name + "-" + i, all));
      }
      run(servers, 64, WARM_UP.multipliedBy(replicas));
      List<Callers.Result> results = new ArrayList<>();
      for (int callers : CALLERS) {
        results.add(run(servers, callers, LENGTH));
        Callers.Result last = results.get(results.size() - 1);
        System.out.println(
            text("%s %d: %.1f/s p99 %.0f", name, callers, last.perSecond(), last.millis(0.99)));
      }
      return results;
    } finally {
      servers.forEach(Server::close);
    }
  }

  /**
   * With the image's options, so that three servers need not share two cores for minutes to
   * compile.
   */
  private Server start(String name, Map<String, String> settings) throws IOException {
    int port = Server.freePort();
    Map<String, String> all = new HashMap<>(settings);
    all.put("HTTP_PORT", Integer.toString(port));
    all.put("VERSIONS_DATA_DIR", directory.resolve(name + "-data").toString());
    if (all.containsKey("VERSIONS_REPLICA_KEY")) {
      all.put("VERSIONS_REPLICA_URL", "http://127.0.0.1:" + port);
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Server.start(
        List.of(
            java,
            "-XX:+UseSerialGC",
            "-XX:NewRatio=1",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-jar",
            System.getProperty("version-service.war")),
        all,
        port,
        "/version/1000-app-00000",
        Path.of("target", "bench-" + name + ".log"));
  }

  private static Callers.Result run(List<Server> servers, int callers, Duration length)
      throws Exception {
    List<AnyReplica> all = new ArrayList<>();
    try {
      for (int i = 0; i < callers; i++) {
        all.add(new AnyReplica(servers));
      }
      return Callers.run(List.<Callable<?>>copyOf(all), length);
    } finally {
      for (AnyReplica caller : all) {
        caller.close();
      }
    }
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  /** A caller that sends each request to a replica chosen at random. */
  private static final class AnyReplica implements Callable<Integer>, AutoCloseable {

    private final List<PersistentConnection> replicas = new ArrayList<>();

    private AnyReplica(List<Server> servers) throws IOException {
      for (Server server : servers) {
        replicas.add(new PersistentConnection(server.port(), AnyReplica::increment));
      }
    }

    private static String increment() {
      return PersistentConnection.bare("POST", "/version/" + REFERENCE.anyApp() + "/increment");
    }

    @Override
    public Integer call() throws IOException {
      return replicas.get(ThreadLocalRandom.current().nextInt(replicas.size())).call();
    }

    @Override
    public void close() throws IOException {
      for (PersistentConnection replica : replicas) {
        replica.close();
      }
    }
  }
}
