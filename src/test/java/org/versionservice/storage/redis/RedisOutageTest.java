package org.versionservice.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.versionservice.storage.redis.Caches.await;
import static org.versionservice.storage.redis.Caches.awaitTrouble;
import static org.versionservice.storage.redis.Caches.awaitUp;
import static org.versionservice.storage.redis.Caches.entry;
import static org.versionservice.storage.redis.Caches.gone;
import static org.versionservice.storage.redis.Caches.there;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.proof.FreePort;
import org.versionservice.proof.LogLines;
import org.versionservice.proof.RedisProcess;
import org.versionservice.version.ApplicationId;
import redis.clients.jedis.Jedis;

/** Tests the cache with failing servers, and that reads do not wait for them. */
class RedisOutageTest {

  /** A user that may do everything except listen for changes, so that each read asks Redis. */
  private static final String[] ASKING = {"on", ">s3cret", "~*", "+@all", "-client"};

  private static final ApplicationId A = new ApplicationId("1-a");

  /** Forty timeouts: 200 reads that each wait for a timeout exceed it. */
  private static final Duration TOO_LONG = Duration.ofSeconds(20);

  @TempDir Path directory;

  private final SimpleReplica replica =
      new SimpleReplica().with(there("1-a", 3), there("1-b", 1), gone("1-x", 5));

  private RedisProcess server;
  private RedisStorage storage;
  private RedisStorage connection;
  private RedisCache cache;

  @BeforeEach
  void startServer() {
    server = RedisProcess.start(directory);
    try (Jedis redis = server.connect()) {
      redis.aclSetUser("asking", ASKING);
    }
    storage = Caches.open(server.url());
    connection = RedisStorage.open(Caches.settings(server.url()));
    cache = Caches.prepare(connection, server.url(), replica);
  }

  @AfterEach
  void close() {
    cache.close();
    connection.close();
    storage.close();
    server.close();
  }

  private void use(String url) {
    connection.close();
    connection = RedisStorage.open(Caches.settings(url));
    cache = Caches.prepare(connection, url, replica);
    cache.start(Caches::thread);
  }

  private String askingUrl() {
    return server.url().replace("//", "//asking:s3cret@");
  }

  @Test
  void serverThatIsNotThere_isUsedOnceItComes() {
    server.kill();
    use(server.url());
    assertThat(awaitTrouble(cache)).isNotEmpty();
    assertNobodyWaits();
    cache.write(List.of(there("1-c", 1)));
    server.startAgain();
    awaitUp(cache);
    await("written").until(() -> storage.list().size() == 3);
    assertThat(storage.list()).containsExactly(entry("1-a", 3), entry("1-b", 1), entry("1-c", 1));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void serverThatDies_isFilledBeforeItIsTrustedAgain(boolean telling) {
    use(telling ? server.url() : askingUrl());
    awaitUp(cache);
    assertThat(cache.isTelling()).isEqualTo(telling);
    server.kill();
    awaitTrouble(cache);
    assertNobodyWaits();
    server.startAgain();
    if (!telling) {
      await("refused").until(() -> cache.failureReason().orElse("").contains("WRONGPASS"));
      try (Jedis redis = server.connect()) {
        redis.aclSetUser("asking", ASKING);
      }
    }
    awaitUp(cache);
    assertThat(storage.list()).containsExactly(entry("1-a", 3), entry("1-b", 1));
    assertThat(storage.find(List.of(new ApplicationId("1-x")), app -> 4).newer())
        .containsExactly(gone("1-x", 5));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void serverThatHangs_holdsUpTheFirstOnesOnly(boolean telling) {
    use(telling ? server.url() : askingUrl());
    awaitUp(cache);
    server.hang();
    assertNobodyWaits();
    awaitTrouble(cache);
    assertNobodyWaits();
    server.goOn();
    awaitUp(cache);
  }

  @Test
  void serverThatComesBackWithOldData_isCorrected_andMisleadsNobody() {
    storage.put(List.of(there("1-a", 2), there("1-x", 4)));
    try (Jedis redis = server.connect()) {
      redis.save();
    }
    use(server.url());
    awaitUp(cache);
    server.kill();
    awaitTrouble(cache);
    server.startAgain();
    awaitUp(cache);
    storage.forgetConnections();
    assertThat(storage.list()).containsExactly(entry("1-a", 3), entry("1-b", 1));
    assertThat(replica.seen()).isEmpty();
  }

  @Test
  void flushedServer_isFilledAgain() {
    use(server.url());
    awaitUp(cache);
    flush();
    await("filled").until(() -> storage.list().size() == 2);
    assertThat(cache.failureReason()).isEmpty();
  }

  @Test
  void flushedServerThatHasToBeAsked_isFilledAgainAfterAList() {
    use(askingUrl());
    awaitUp(cache);
    flush();
    cache.refreshAll();
    await("filled").until(() -> storage.list().size() == 2);
  }

  @Test
  void expiredKey_isFilledAgain() {
    use(server.url());
    awaitUp(cache);
    try (Jedis redis = server.connect()) {
      redis.pexpire("version:1-b", 1);
      await("filled").until(() -> redis.pttl("version:1-b") > 60_000);
    }
  }

  @Test
  void serverWithoutMemory_isNotUsedUntilItHasSome() {
    use(server.url());
    awaitUp(cache);
    configure("maxmemory", "1");
    cache.write(List.of(there("1-a", 4)));
    assertThat(awaitTrouble(cache)).contains("OOM");
    assertNobodyWaits();
    replica.with(there("1-a", 4));
    configure("maxmemory", "0");
    awaitUp(cache);
    assertThat(storage.get(A)).hasValue(entry("1-a", 4));
  }

  @Test
  void serverThatBecomesAReplica_isNotUsedWhileItIsReadOnly() {
    use(server.url());
    awaitUp(cache);
    try (Jedis redis = server.connect()) {
      redis.replicaof("127.0.0.1", FreePort.find());
      cache.write(List.of(there("1-a", 4)));
      assertThat(awaitTrouble(cache)).contains("READONLY");
      assertNobodyWaits();
      redis.replicaofNoOne();
    }
    awaitUp(cache);
  }

  @Test
  void wrongPassword_isNamed_andNotRepeated() {
    configure("requirepass", "other");
    use(server.url().replace("//", "//:s3cret@"));
    await("refused").until(() -> cache.failureReason().orElse("").contains("WRONGPASS"));
    assertThat(awaitTrouble(cache)).doesNotContain("s3cret");
    assertNobodyWaits();
    try (Jedis redis = server.connect()) {
      redis.auth("other");
      redis.configSet("requirepass", "s3cret");
    }
    awaitUp(cache);
    assertThat(cache.isTelling()).isTrue();
  }

  @Test
  void nodeOfACluster_isNotUsed_andSaidOnce() {
    try (RefusingServer node = new RefusingServer("MOVED 7000 127.0.0.1:7001");
        LogLines log = new LogLines(RedisCache.class)) {
      use(node.url());
      await("refused").until(() -> cache.failureReason().orElse("").contains("MOVED"));
      assertNobodyWaits();
      await("tried again").until(() -> node.connections() >= 4);
      assertThat(log.lines())
          .containsExactly(
              "WARNING answers come from memory alone: Redis refuses: MOVED 7000 127.0.0.1:7001");
    }
  }

  @Test
  void endOfAFailure_isLoggedToo() {
    try (LogLines log = new LogLines(RedisCache.class)) {
      server.kill();
      use(server.url());
      await("tried").until(() -> !log.lines().isEmpty());
      server.startAgain();
      awaitUp(cache);
      server.kill();
      await("lost").until(() -> log.lines().size() == 3);
      String failure = "WARNING answers come from memory alone: Redis does not answer";
      String end = "INFO redis://127.0.0.1:" + server.port() + "/0 is used, and tells what changes";
      assertThat(log.lines()).containsExactly(failure, end, failure);
    }
  }

  @Test
  void serverThatTells_isNotAsked() {
    use(server.url());
    awaitUp(cache);
    try (Jedis redis = server.connect()) {
      redis.configResetStat();
      assertNobodyWaits();
      assertThat(redis.info("commandstats")).doesNotContain("mget");
    }
  }

  @Test
  void serverOfBeforeRedis6_isAsked() {
    server.close();
    server = RedisProcess.start(directory, "--rename-command", "HELLO", "");
    storage.close();
    storage = Caches.open(server.url());
    use(server.url());
    awaitUp(cache);
    assertThat(cache.isTelling()).isFalse();
    assertThat(storage.list()).hasSize(2);
  }

  @Test
  void serverThatHasToBeAsked_isAskedEachTime() {
    use(askingUrl());
    awaitUp(cache);
    try (Jedis redis = server.connect()) {
      redis.configResetStat();
      cache.refresh(A);
      cache.refreshAll();
      assertThat(redis.info("commandstats")).contains("cmdstat_mget:calls=2,");
    }
  }

  /** Each byte arrives in time, but the whole answer too late. */
  @Test
  void serverThatDrips_holdsUpTheFirstOnesOnly() {
    try (DrippingProxy proxy = new DrippingProxy(server.port())) {
      use(askingUrl().replace(":" + server.port(), ":" + proxy.port()));
      awaitUp(cache);
      proxy.drip();
      cache.refresh(A);
      assertThat(cache.failureReason()).isPresent();
      assertNobodyWaits();
      proxy.flow();
      awaitUp(cache);
    }
  }

  @Test
  void unsettledTruth_isNotTold() {
    replica.settle(false);
    use(server.url());
    assertThat(awaitTrouble(cache)).isNotEmpty();
    assertThat(storage.list()).isEmpty();
    replica.settle(true);
    awaitUp(cache);
    assertThat(storage.list()).hasSize(2);
  }

  private void assertNobodyWaits() {
    assertTimeoutPreemptively(
        TOO_LONG,
        () ->
            IntStream.range(0, 100)
                .forEach(
                    i -> {
                      cache.refresh(A);
                      cache.refreshAll();
                    }));
  }

  private void flush() {
    try (Jedis redis = server.connect()) {
      redis.flushAll();
    }
  }

  private void configure(String parameter, String value) {
    try (Jedis redis = server.connect()) {
      redis.configSet(parameter, value);
    }
  }
}
