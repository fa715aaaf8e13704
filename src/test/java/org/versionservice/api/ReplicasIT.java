package org.versionservice.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.api.Client.Answer;
import org.versionservice.api.ReplicaCluster.Replica;
import org.versionservice.proof.EventListener;
import org.versionservice.proof.Fault;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/** Tests three replicas that share a writer lease: all give the same answers, whatever fails. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ReplicasIT {

  private static final String KEY = "Idempotency-Key";

  /** A change waits for the lease's end, 5 s, and for a push. */
  private static final Duration FAILOVER = Duration.ofSeconds(15);

  @TempDir static Path temporary;

  private ReplicaCluster cluster;

  @BeforeAll
  void start() {
    cluster = new ReplicaCluster(temporary).start(3, i -> Map.of());
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void change_throughAnotherReplica_isForwarded_andSeenThereAtOnce() {
    Replica holder = cluster.holder();
    long forwardedByHolder = holder.forwarded();
    int revision = 0;
    for (Replica replica : cluster.others(holder)) {
      long before = replica.forwarded();
      JsonObject answer = replica.increment("1-app").json();
      revision++;
      assertThat(answer.getString("version")).isEqualTo("1.0." + revision);
      assertThat(answer.getInt("revision")).isEqualTo(revision);
      assertThat(answer.getBoolean("pushed")).isTrue();
      assertThat(replica.version("1-app")).isEqualTo("1.0." + revision);
      assertThat(replica.client().get("/version/1-app").header("ETag"))
          .isEqualTo("\"" + revision + "\"");
      assertThat(replica.forwarded()).isEqualTo(before + 1);
    }
    assertThat(holder.forwarded()).isEqualTo(forwardedByHolder);
  }

  @Test
  void history_eventsAndPast_ofAReplicaThatOnlyForwards_areUpToDate() throws Exception {
    List<Replica> others = cluster.others(cluster.holder());
    Replica reader = others.get(0);
    try (EventListener events =
        EventListener.to(
            URI.create(reader.process().url()), "/events?app=2-app", Optional.empty())) {
      String commit = others.get(1).increment("2-app").json().getString("commit");
      EventListener.Event event =
          CompletableFuture.supplyAsync(() -> events.next("change", 1).get(0)).get(5, SECONDS);
      assertThat(event.id()).isEqualTo(commit);
      assertThat(reader.client().get("/version/2-app/history").array()).hasSize(1);
      assertThat(reader.client().get("/versions?at=" + commit).json()).containsKey("2-app");
    }
    for (Replica replica : cluster.replicas()) {
      assertThat(replica.process().get("/health/ready").body()).contains("\"background\":\"runs\"");
    }
  }

  @Test
  void retries_onAllReplicas_getOneVersion() throws Exception {
    cluster.holder();
    List<Answer> answers =
        ReplicaCluster.atOnce(
            cluster.replicas(), 17, replica -> replica.increment("3-app", KEY, "job"));
    Set<String> bodies = new HashSet<>();
    for (Answer answer : answers) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      bodies.add(answer.body());
    }
    assertThat(bodies).hasSize(1).allMatch(body -> body.contains("\"version\":\"1.0.1\""));
    cluster.assertMadeOnce(answers.subList(0, 1));
    assertThat(cluster.commits("3-app")).isEqualTo(1);
  }

  @Test
  void answers_areTheSameThroughAllReplicas() {
    Replica holder = cluster.holder();
    List<String> expected = ReplicaAnswers.of(holder, "4-holder");
    assertThat(expected)
        .containsExactly(
            "200 1.0.1",
            "412 PRECONDITION_FAILED",
            "200 1.0.2",
            "200 1.0.3",
            "200 1.0.3 again",
            "422 IDEMPOTENCY_KEY_REUSED",
            "409 VERSION_NOT_HIGHER",
            "200 1.0.3",
            "200 1.0.4",
            "404 APP_NOT_FOUND",
            "404 PROJECT_NOT_FOUND",
            "200 2.0.0");
    for (Replica replica : cluster.others(holder)) {
      long before = replica.forwarded();
      assertThat(ReplicaAnswers.of(replica, "4-" + replica.name())).isEqualTo(expected);
      assertThat(replica.forwarded()).as("what waits for no read here").isGreaterThan(before + 5);
    }
  }

  @Test
  void changesOfAStranger_areNotMade() {
    Replica holder = cluster.holder();
    assertThat(holder.process().get("/replicas/changes").statusCode()).isEqualTo(405);
    try (Jedis redis = cluster.redis.connect()) {
      ForgedBatch right = ForgedBatch.right(redis, "5-app");
      List<ForgedBatch> wrong =
          List.of(
              right.signedBy("another secret of another installation"),
              right.before(Duration.ofSeconds(60)),
              right.before(Duration.ofSeconds(-60)),
              right.of("another", right.repository()),
              right.of(right.token(), "0".repeat(32)),
              right.changed("9.9.9", "9.9.8"),
              right.with("no JSON"),
              right.with(right.sent().replace("\"set\"", "\"rename\"")));
      for (ForgedBatch batch : wrong) {
        assertThat(batch.send(holder.process()).statusCode()).as(batch.toString()).isEqualTo(421);
      }
      assertThat(holder.process().send("POST", "/replicas/changes", "[]").statusCode())
          .isEqualTo(421);
      for (Replica other : cluster.others(holder)) {
        assertThat(right.send(other.process()).statusCode()).as("no holder").isEqualTo(421);
      }
      assertThat(cluster.commits("5-app")).isZero();
      assertThat(right.send(holder.process()).statusCode()).isEqualTo(200);
      assertThat(right.send(holder.process()).statusCode()).as("sent again").isEqualTo(200);
      assertThat(cluster.commits("5-app")).isEqualTo(1);
    }
  }

  /** Somebody writes a URL into Redis: no replica sends anything there. */
  @Test
  void holderOfAStranger_getsNoRequest() throws Exception {
    cluster.holder();
    AtomicInteger requests = new AtomicInteger();
    HttpServer stranger =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    stranger.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.close();
        });
    stranger.start();
    try (Jedis redis = cluster.redis.connect()) {
      String lease = redis.keys("versions:writer:*").iterator().next();
      String url = "http://127.0.0.1:" + stranger.getAddress().getPort();
      redis.set(lease, url + " x y", SetParams.setParams().px(60_000));
      Awaitility.await("seen by all")
          .until(
              () ->
                  cluster.replicas().stream()
                      .allMatch(replica -> replica.lease().equals("held by nobody")));
      cluster.assertChangesAreMade("6-app");
      assertThat(redis.get(lease)).startsWith(url);
      redis.del(lease);
      assertThat(requests).hasValue(0);
    } finally {
      stranger.stop(0);
    }
  }

  @Test
  @Order(Order.DEFAULT + 1)
  void holder_thatHangs_isReplacedWhenItsLeaseEnds() throws Exception {
    Replica holder = cluster.holder();
    List<Replica> others = cluster.others(holder);
    List<Answer> answers = new ArrayList<>();
    holder.process().hang();
    try {
      long start = System.nanoTime();
      answers.addAll(
          ReplicaCluster.atOnce(
              others, 5, other -> other.increment("7-app", KEY, UUID.randomUUID().toString())));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(FAILOVER);
    } finally {
      holder.process().goOn();
    }
    answers.addAll(ReplicaCluster.atOnce(cluster.replicas(), 2, each -> each.increment("7-app")));
    cluster.assertMadeOnce(answers);
    assertThat(cluster.commits("7-app")).isEqualTo(16);
  }

  @Test
  @Order(Order.DEFAULT + 2)
  void redis_thatHangsDiesOrForgets_isNoReasonToFail() throws Exception {
    cluster.holder();
    try (Jedis redis = cluster.redis.connect()) {
      redis.flushAll();
    }
    cluster.assertChangesAreMade("8-flushed");
    cluster.holder();
    cluster.redis.hang();
    try {
      cluster.assertChangesAreMade("8-hangs");
    } finally {
      cluster.redis.goOn();
    }
    cluster.holder();
    cluster.redis.kill();
    cluster.assertChangesAreMade("8-dead");
    cluster.redis.startAgain();
    cluster.assertChangesAreMade("8-again");
    cluster.holder();
  }

  /** The push succeeds, but its response is lost, and no replica can ask the remote. */
  @Test
  @Order(Order.DEFAULT + 4)
  void retry_afterAnUnknownOutcome_getsItsVersion() {
    Replica holder = cluster.holder();
    Replica other = cluster.others(holder).get(0);
    long before = other.forwarded();
    cluster.network.plan().always(Fault.CUT_BEFORE);
    cluster.network.plan().next(Fault.DROP_ANSWER, 1);
    Answer unknown = other.increment("9-app", KEY, "unknown");
    assertThat(unknown.problem()).isEqualTo("OUTCOME_UNKNOWN");
    assertThat(other.forwarded()).as("the holder's answer is none").isEqualTo(before);
    cluster.network.plan().heal();
    for (Replica replica : cluster.replicas()) {
      Awaitility.await("the remote is asked again")
          .until(() -> replica.increment("9-app", KEY, "unknown").status() == 200);
      JsonObject again = replica.increment("9-app", KEY, "unknown").json();
      assertThat(again.getString("version")).isEqualTo("1.0.1");
    }
    assertThat(cluster.commits("9-app")).isEqualTo(1);
  }

  @Test
  @Order(Order.DEFAULT + 3)
  void holder_thatDies_isReplaced() throws Exception {
    Replica holder = cluster.holder();
    cluster.remove(holder);
    holder.process().close();
    cluster.assertChangesAreMade("10-app");
    assertThat(cluster.holder()).isNotEqualTo(holder);
    cluster.assertChangesAreMade("10-again");
  }
}
