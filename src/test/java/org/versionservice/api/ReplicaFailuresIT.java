package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.versionservice.api.Client.Answer;
import org.versionservice.api.ReplicaCluster.Replica;
import org.versionservice.proof.FreePort;
import org.versionservice.proof.TcpProxy;

/**
 * Tests replicas whose holder is cut off from one of its neighbours, or that are set up wrongly.
 */
@Tag("torture")
class ReplicaFailuresIT {

  private static final int REPLICAS = 3;

  @TempDir Path temporary;

  private final List<TcpProxy> proxies = new ArrayList<>();
  private ReplicaCluster cluster;

  @BeforeEach
  void open() {
    cluster = new ReplicaCluster(temporary);
  }

  @AfterEach
  void close() {
    cluster.close();
    proxies.forEach(TcpProxy::close);
  }

  @ParameterizedTest
  @EnumSource(names = {"HANGS", "CUT"})
  void holder_withoutGit_isReplaced(TcpProxy.State state) throws Exception {
    URI remote = URI.create(cluster.remote());
    cluster.start(REPLICAS, i -> gitOverItsOwnAddress(i, remote));
    assertReplaced(state);
  }

  @ParameterizedTest
  @EnumSource(names = {"HANGS", "CUT"})
  void holder_withoutRedis_isReplaced(TcpProxy.State state) throws Exception {
    cluster.start(
        REPLICAS,
        i -> Map.of("REDIS_URL", "redis://127.0.0.1:" + proxy(cluster.redis.port()).port()));
    assertReplaced(state);
  }

  /** It keeps the lease, because it writes; the others make their changes themselves. */
  @ParameterizedTest
  @EnumSource(names = {"HANGS", "CUT"})
  void holder_thatTheOthersDoNotReach_costsSpeedOnly(TcpProxy.State state) throws Exception {
    cluster.startBehind(REPLICAS, port -> proxy(port).port());
    Replica holder = cluster.holder();
    TcpProxy line = proxies.get(cluster.replicas().indexOf(holder));
    line.set(state);
    List<Answer> answers = new ArrayList<>(increments(cluster.replicas(), 4));
    answers.addAll(increments(cluster.replicas(), 4));
    line.set(TcpProxy.State.FLOWS);
    answers.addAll(increments(cluster.replicas(), 4));
    cluster.assertMadeOnce(answers);
  }

  private void assertReplaced(TcpProxy.State state) throws Exception {
    Replica holder = cluster.holder();
    cluster.assertMadeOnce(increments(cluster.replicas(), 2));
    TcpProxy line = proxies.get(cluster.replicas().indexOf(holder));
    line.set(state);
    List<Answer> answers = new ArrayList<>(increments(cluster.others(holder), 5));
    // What it answers without the remote is a refusal, and no version.
    increments(List.of(holder), 5).stream()
        .filter(answer -> answer.status() != 503)
        .forEach(answers::add);
    answers.addAll(increments(cluster.others(holder), 5));
    Awaitility.await("another holder")
        .atMost(Duration.ofSeconds(30))
        .until(() -> cluster.others(holder).stream().anyMatch(Replica::isHolder));
    line.set(TcpProxy.State.FLOWS);
    answers.addAll(increments(cluster.replicas(), 5));
    cluster.assertMadeOnce(answers);
  }

  private static List<Answer> increments(List<Replica> through, int each) throws Exception {
    return ReplicaCluster.atOnce(through, each, replica -> replica.increment("1-app"));
  }

  private TcpProxy proxy(int target) {
    return proxy(InetAddress.getLoopbackAddress(), 0, target);
  }

  private TcpProxy proxy(InetAddress address, int port, int target) {
    TcpProxy proxy = new TcpProxy(address, port, target);
    proxies.add(proxy);
    return proxy;
  }

  /** The same URL for all, because it names the installation, and another address for each. */
  private Map<String, String> gitOverItsOwnAddress(int replica, URI remote) {
    try {
      InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + replica)});
      proxy(address, remote.getPort(), remote.getPort());
      Path hosts = temporary.resolve("hosts" + replica);
      String local = InetAddress.getLocalHost().getHostName();
      Files.writeString(
          hosts,
          address.getHostAddress() + " git.test\n127.0.0.1 localhost\n127.0.0.1 " + local + "\n");
      return Map.of(
          "GIT_REPO_URL",
          remote.toString().replace(remote.getHost(), "git.test"),
          "JAVA_TOOL_OPTIONS",
          "-Djdk.net.hosts.file=" + hosts);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two remotes on one Redis do not share a lease. */
  @Test
  void installations_onOneRedis_haveALeaseEach() throws Exception {
    String other = cluster.remote("other.git");
    cluster.start(2, i -> i == 0 ? Map.of() : Map.of("GIT_REPO_URL", other));
    for (Replica replica : cluster.replicas()) {
      ReplicaCluster.awaitLease(replica, "held here");
      assertThat(replica.increment("1-app").json().getString("version")).isEqualTo("1.0.1");
      assertThat(replica.forwarded()).isZero();
    }
  }

  /** As with the URL of a load balancer. */
  @Test
  void replicas_withOneUrl_makeTheirChangesThemselves() throws Exception {
    int balancer = FreePort.find();
    cluster.start(REPLICAS, i -> url("http://127.0.0.1:" + balancer));
    assertAnsweredWithoutForwards();
  }

  @Test
  void replicas_withTheUrlOfAnotherServer_makeTheirChangesThemselves() throws Exception {
    cluster.start(REPLICAS, i -> url("http://127.0.0.1:" + cluster.gitPort() + "/" + i));
    assertAnsweredWithoutForwards();
  }

  @Test
  void replicas_withUrlsThatNobodyReaches_makeTheirChangesThemselves() throws Exception {
    cluster.start(REPLICAS, i -> url("http://unknown" + i + ".invalid:8080"));
    assertAnsweredWithoutForwards();
  }

  @Test
  void replicas_withOtherKeys_makeTheirChangesThemselves() throws Exception {
    cluster.start(
        REPLICAS, i -> Map.of("VERSIONS_REPLICA_KEY", ReplicaCluster.SECRET + " number " + i));
    assertAnsweredWithoutForwards();
    assertThat(cluster.replicas())
        .filteredOn(replica -> replica.process().printed().contains("is not signed with our key"))
        .hasSize(REPLICAS - 1);
  }

  private static Map<String, String> url(String url) {
    return Map.of("VERSIONS_REPLICA_URL", url);
  }

  private void assertAnsweredWithoutForwards() throws Exception {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      answers.addAll(increments(cluster.replicas(), 4));
    }
    cluster.assertMadeOnce(answers);
    assertThat(cluster.replicas()).allMatch(replica -> replica.forwarded() == 0);
  }
}
