package org.versionservice.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.proof.RedisProcess;
import org.versionservice.storage.redis.CachedVersion;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ClientKillParams;

/** Two replicas on one Redis server, with all their threads. */
class SharedRedisTest {

  private static final List<String> APPS = List.of("1-a", "1-b", "2-c", "2-d");
  private static final int CHANGES = 240;

  /** So many changes one replica makes while the other one only reads. */
  private static final int TURN = 20;

  @TempDir Path directory;

  private final RepositoryStub repository = new RepositoryStub();
  private RedisProcess server;

  @BeforeEach
  void startServer() {
    server = RedisProcess.start(directory);
    try (Jedis redis = server.connect()) {
      redis.aclSetUser("asking", "on", ">s3cret", "~*", "+@all", "-client");
    }
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private CachingReplica start(boolean telling) {
    String url = telling ? server.url() : server.url().replace("//", "//asking:s3cret@");
    CachingReplica replica = new CachingReplica(repository, url);
    assertThat(replica.cache().isTelling()).isEqualTo(telling);
    return replica;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void changeOfOneReplica_isReadOnTheOther_whichFetchesNothing(boolean telling) {
    try (CachingReplica first = start(telling);
        CachingReplica second = start(telling)) {
      for (int i = 1; i <= 3; i++) {
        CachedVersion made = first.change(() -> repository.increment("1-a"));
        first.cache().write(List.of(made));
        awaitRead(second, made);
      }
      CachedVersion gone = first.change(() -> repository.delete("1-a"));
      first.cache().write(List.of(gone));
      awaitRead(second, gone);
      CachedVersion created = first.change(() -> repository.increment("2-new"));
      first.cache().write(List.of(created));
      Awaitility.await("listed")
          .until(() -> second.snapshot().registry().all().equals(List.of(created.last())));
    }
  }

  /** Writes to the cache come late and out of order; the cache is emptied and cut off at times. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noReader_seesAnAppGoBack(boolean telling) throws Exception {
    try (CachingReplica first = start(telling);
        CachingReplica second = start(telling)) {
      RandomWork work = new RandomWork();
      for (int i = 0; i < CHANGES; i++) {
        CachingReplica one = i / TURN % 2 == 0 ? first : second;
        work.once(i * 5L, () -> changeAtRandom(one, work));
      }
      for (CachingReplica replica : List.of(first, second)) {
        work.repeatedly(1, () -> APPS.forEach(replica::read));
        work.repeatedly(25, replica::fetch);
      }
      work.repeatedly(50, this::flush);
      work.once(CHANGES * 4, this::cutOff);
      work.finish();
      assertThat(first.readsAhead()).as("reads of what was not fetched").isPositive();
      assertThat(second.readsAhead()).as("reads of what was not fetched").isPositive();
    }
  }

  private void changeAtRandom(CachingReplica replica, RandomWork work) {
    String app = APPS.get(work.draw(APPS.size()));
    CachedVersion made =
        replica.change(
            () -> work.draw(5) == 0 ? repository.deleteOrCreate(app) : repository.increment(app));
    work.once(work.draw(15), () -> replica.cache().write(List.of(made)));
  }

  private void flush() {
    try (Jedis redis = server.connect()) {
      redis.flushAll();
    }
  }

  private void cutOff() {
    try (Jedis redis = server.connect()) {
      redis.clientKill(new ClientKillParams().skipMe(ClientKillParams.SkipMe.YES));
    }
  }

  private static void awaitRead(CachingReplica replica, CachedVersion expected) {
    Awaitility.await("read")
        .pollInterval(Duration.ofMillis(1))
        .until(() -> replica.hasRead(expected));
  }
}
