package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.versionservice.api.Client.Answer;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.FaultProxy;
import org.versionservice.proof.FreePort;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.proof.RedisProcess;
import org.versionservice.proof.ServiceProcess;

/**
 * Replicas of the service on one remote and one Redis that share a writer lease. None fetches by
 * timer.
 */
final class ReplicaCluster implements AutoCloseable {

  static final String SECRET = "a secret of all the replicas here";

  /**
   * A replica.
   *
   * @param url its URL for the others
   */
  record Replica(String name, String url, ServiceProcess process, Client client) {

    /** Returns what its health says about the lease. */
    String lease() {
      return process
          .get("/health/ready")
          .body()
          .replaceFirst("(?s).*\"lease\":\"([^\"]*)\".*", "$1");
    }

    boolean isHolder() {
      return lease().equals("held here");
    }

    /** Returns how many changes the holder made for it. */
    long forwarded() {
      return process
          .get("/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith("versionservice_forwarded_changes_total{"))
          .map(line -> (long) Double.parseDouble(line.replaceFirst(".*} ", "")))
          .findFirst()
          .orElse(0L);
    }

    Answer increment(String app, String... headers) {
      return client.post("/version/" + app + "/increment", headers);
    }

    String version(String app) {
      return client.get("/version/" + app, "Accept", "text/plain").body().strip();
    }
  }

  private final Path temporary;
  private final GitHttpServer server;
  private final List<ServiceProcess> processes = new ArrayList<>();
  private final List<Replica> replicas = new ArrayList<>();
  final BareRepository origin;
  final FaultProxy network;
  final RedisProcess redis;

  /** Starts the servers, and no replica. */
  ReplicaCluster(Path temporary) {
    this.temporary = temporary;
    server = GitHttpServer.start(temporary);
    origin = server.create("versions.git", "main");
    network = new FaultProxy(server.port(), Duration.ofMillis(100), 1);
    redis = RedisProcess.start(temporary);
  }

  /**
   * Starts replicas and waits until they are ready.
   *
   * @param changed returns the settings of each replica that differ
   */
  ReplicaCluster start(int count, IntFunction<Map<String, String>> changed) {
    return start(count, changed, port -> port);
  }

  /**
   * Starts replicas whose port the others do not know.
   *
   * @param reached returns the port that leads to the port of a replica
   */
  ReplicaCluster startBehind(int count, IntUnaryOperator reached) {
    return start(count, i -> Map.of(), reached);
  }

  private ReplicaCluster start(
      int count, IntFunction<Map<String, String>> changed, IntUnaryOperator reached) {
    List<String> urls = new ArrayList<>();
    int first = processes.size();
    for (int i = 0; i < count; i++) {
      int port = FreePort.find();
      String name = "replica" + processes.size();
      Map<String, String> settings = settings(reached.applyAsInt(port));
      settings.put("VERSIONS_DATA_DIR", temporary.resolve(name).toString());
      settings.putAll(changed.apply(i));
      urls.add(settings.get("VERSIONS_REPLICA_URL"));
      processes.add(ServiceProcess.start(settings, temporary.resolve(name + ".log"), port));
    }
    for (int i = 0; i < count; i++) {
      ServiceProcess process = processes.get(first + i).awaitReady();
      Client client = new Client(URI.create(process.url()));
      replicas.add(new Replica("replica" + (first + i), urls.get(i), process, client));
    }
    return this;
  }

  /** Returns the URL of the remote, behind {@link #network}. */
  String remote() {
    return network.url(server.url("versions.git"));
  }

  /** Creates another remote and returns its URL. */
  String remote(String name) {
    server.create(name, "main");
    return server.url(name);
  }

  int gitPort() {
    return server.port();
  }

  private Map<String, String> settings(int port) {
    Map<String, String> settings = new HashMap<>();
    settings.put("VERSIONS_DURABILITY", "remote");
    settings.put("VERSIONS_REPLICA_URL", "http://127.0.0.1:" + port);
    settings.put("VERSIONS_REPLICA_KEY", SECRET);
    settings.put("GIT_REPO_URL", remote());
    settings.put("GIT_USERNAME", GitHttpServer.USERNAME);
    settings.put("GIT_TOKEN", GitHttpServer.TOKEN);
    settings.put("GIT_TIMEOUT", "PT10S");
    settings.put("GIT_FETCH_INTERVAL", "P1D");
    settings.put("REDIS_URL", redis.url());
    return settings;
  }

  List<Replica> replicas() {
    return replicas;
  }

  /** Waits until all running replicas agree on a holder, and returns it. */
  Replica holder() {
    return Awaitility.await("a holder of the lease")
        .atMost(Duration.ofSeconds(60))
        .until(this::agreeing, found -> found.size() == 1)
        .get(0);
  }

  private List<Replica> agreeing() {
    return replicas.stream()
        .filter(Replica::isHolder)
        .filter(
            holder ->
                replicas.stream()
                    .filter(replica -> !replica.equals(holder))
                    .allMatch(replica -> replica.lease().equals("held by " + holder.url())))
        .toList();
  }

  /** Waits until a replica says that of the lease. */
  static void awaitLease(Replica replica, String lease) {
    Awaitility.await(lease)
        .atMost(Duration.ofSeconds(60))
        .until(() -> replica.lease().equals(lease));
  }

  List<Replica> others(Replica holder) {
    return replicas.stream().filter(replica -> !replica.equals(holder)).toList();
  }

  /** Removes a replica that was killed. */
  void remove(Replica replica) {
    replicas.remove(replica);
  }

  /** Sends as many requests at once through each of some replicas; returns all answers. */
  static List<Answer> atOnce(List<Replica> through, int each, Function<Replica, Answer> request)
      throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(each * through.size());
    try {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        for (Replica replica : through) {
          answers.add(callers.submit(() -> request.apply(replica)));
        }
      }
      List<Answer> all = new ArrayList<>();
      for (Future<Answer> answer : answers) {
        all.add(answer.get());
      }
      return all;
    } finally {
      callers.shutdown();
    }
  }

  /** Checks that each answered version is in one commit of the remote, and none is there twice. */
  void assertMadeOnce(List<Answer> answers) {
    List<String> subjects = origin.git().run("log", "--format=%s", "main");
    Map<String, Long> counts =
        subjects.stream().collect(Collectors.groupingBy(subject -> subject, Collectors.counting()));
    assertThat(counts.entrySet()).as("commits").allMatch(entry -> entry.getValue() == 1);
    List<String> issued = new ArrayList<>();
    for (Answer answer : answers) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      issued.add(answer.json().getString("app_id") + " " + answer.json().getString("version"));
    }
    assertThat(issued).doesNotHaveDuplicates();
    assertThat(subjects).containsAll(issued);
  }

  /** Makes changes of a new app through all replicas, and checks them. */
  void assertChangesAreMade(String app) throws Exception {
    List<Answer> answers = atOnce(replicas, 3, replica -> replica.increment(app));
    assertMadeOnce(answers);
    assertThat(commits(app)).isEqualTo(answers.size());
  }

  /** Returns the number of commits of an app. */
  long commits(String app) {
    return origin.git().run("log", "--format=%s", "main").stream()
        .filter(subject -> subject.startsWith(app + ' '))
        .count();
  }

  @Override
  public void close() {
    processes.forEach(ServiceProcess::close);
    redis.close();
    network.close();
    server.close();
  }
}
