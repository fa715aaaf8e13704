package org.versionservice.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.versionservice.version.Layout;

/**
 * Services that share a remote and the writer lease in a Redis, and the networks between them, each
 * of which can fail.
 */
final class ServiceCluster implements AutoCloseable {

  /** The pattern of the lease's key in Redis. */
  static final String LEASES = "versions:writer:*";

  /**
   * All services need the same URL of the remote. Its host does not exist: each service reaches the
   * remote by an HTTP proxy.
   */
  private static final String REMOTE = "http://remote.test/versions.git";

  private final RedisProcess redis;
  private final List<TcpProxy> toRedis = new ArrayList<>();
  private final List<TcpProxy> toReplica = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Path, ServiceReplica> running = new HashMap<>();
  private int starts;

  /**
   * Starts Redis and the services, and waits until they are ready.
   *
   * @param directory an empty directory
   * @param networks the proxy of each service to the remote
   * @param layout the layout of the remote, which is empty
   */
  ServiceCluster(Path directory, List<FaultProxy> networks, Layout layout) {
    redis = RedisProcess.start(make(directory.resolve("redis")));
    for (FaultProxy network : networks) {
      nodes.add(node(make(directory.resolve("replica-" + nodes.size())), network, layout));
    }
    running.values().forEach(ServiceReplica::awaitReady);
  }

  private static Path make(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Node node(Path home, FaultProxy network, Layout layout) {
    int port = FreePort.find();
    TcpProxy redisLine = new TcpProxy(InetAddress.getLoopbackAddress(), 0, redis.port());
    TcpProxy replicaLine = new TcpProxy(InetAddress.getLoopbackAddress(), 0, port);
    toRedis.add(redisLine);
    toReplica.add(replicaLine);
    Path data = home.resolve("data");
    Map<String, String> settings =
        settings(
            data,
            REMOTE,
            "redis://127.0.0.1:" + redisLine.port(),
            "http://127.0.0.1:" + replicaLine.port());
    settings.put("VERSIONS_LAYOUT", layout.text());
    settings.put(
        "JAVA_TOOL_OPTIONS",
        "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=%d -Djava.io.tmpdir=%s"
            .formatted(network.port(), home.resolve("temporary")));
    return new Node(data, network, () -> start(home, settings, port));
  }

  /** Returns the settings of a service that shares the writer lease. */
  static Map<String, String> settings(Path data, String remote, String redis, String url) {
    return new HashMap<>(
        Map.ofEntries(
            Map.entry("VERSIONS_DATA_DIR", data.toString()),
            Map.entry("VERSIONS_AUTH", "none"),
            Map.entry("VERSIONS_DURABILITY", "remote"),
            Map.entry("VERSIONS_REPLICA_URL", url),
            Map.entry("VERSIONS_REPLICA_KEY", "the secret that all replicas share"),
            Map.entry("REDIS_URL", redis),
            Map.entry("GIT_REPO_URL", remote),
            Map.entry("GIT_USERNAME", GitHttpServer.USERNAME),
            Map.entry("GIT_TOKEN", GitHttpServer.TOKEN),
            Map.entry("GIT_TIMEOUT", "PT5S"),
            Map.entry("GIT_FETCH_INTERVAL", "PT2S")));
  }

  private synchronized Replica start(Path home, Map<String, String> settings, int port) {
    Path temporary = home.resolve("temporary");
    // A killed server leaves its unpacked libraries behind.
    Node.delete(temporary);
    make(temporary);
    Path log = home.resolve("log-" + ++starts);
    ServiceReplica replica = new ServiceReplica(ServiceProcess.start(settings, log, port));
    running.put(home, replica);
    return replica;
  }

  List<Node> nodes() {
    return nodes;
  }

  /** Returns the cause of the incidents that only these services have. */
  LeaseIncidents incidents(CountDownLatch over, Random random) {
    return new LeaseIncidents(nodes, toRedis, toReplica, redis, over, random);
  }

  /** Returns how many changes were handed to the holder of the lease since the last starts. */
  synchronized long forwarded() {
    return running.values().stream().mapToLong(ServiceReplica::forwarded).sum();
  }

  @Override
  public void close() {
    toRedis.forEach(TcpProxy::close);
    toReplica.forEach(TcpProxy::close);
    redis.close();
  }
}
