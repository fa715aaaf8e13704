package org.versionservice.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.versionservice.storage.redis.Caches.entry;
import static org.versionservice.storage.redis.Caches.gone;
import static org.versionservice.storage.redis.Caches.there;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.RedisProcess;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.ProjectId;
import redis.clients.jedis.Jedis;

/** Tests concurrent and late writes of several replicas, beside keys of other programs. */
class SharedEntriesTest {

  private static final ApplicationId A = new ApplicationId("1-a");

  @TempDir static Path directory;

  private static RedisProcess server;
  private RedisStorage storage;
  private Jedis redis;

  @BeforeAll
  static void startServer() {
    server = RedisProcess.start(directory);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    redis = server.connect();
    redis.flushAll();
    storage = Caches.open(server.url());
  }

  @AfterEach
  void close() {
    storage.close();
    redis.close();
  }

  @Test
  void lateWriter_cannotBringADeletedAppBack() {
    storage.put(List.of(there("1-a", 4)));
    storage.put(List.of(gone("1-a", 5)));
    storage.put(List.of(there("1-a", 4)));
    storage.set(entry("1-a", 3));
    assertThat(storage.get(A)).isEmpty();
    assertThat(storage.list()).isEmpty();
    assertThat(redis.smembers("versions:all")).isEmpty();
    assertThat(storage.find(List.of(A), app -> 4).newer()).containsExactly(gone("1-a", 5));
  }

  @Test
  void lateDeletion_cannotTakeARecreatedAppAway() {
    storage.put(List.of(there("1-a", 6)));
    storage.put(List.of(gone("1-a", 5)));
    assertThat(storage.get(A)).hasValue(entry("1-a", 6));
    assertThat(storage.list()).containsExactly(entry("1-a", 6));
  }

  @Test
  void delete_isNewerThanWhatItDeletes() {
    storage.set(entry("1-a", 4));
    assertThat(storage.delete(A)).isTrue();
    assertThat(storage.delete(A)).isFalse();
    storage.set(entry("1-a", 5));
    assertThat(storage.get(A)).as("the deletion was the fifth change").isEmpty();
    storage.set(entry("1-a", 6));
    assertThat(storage.get(A)).hasValue(entry("1-a", 6));
  }

  @Test
  void write_refreshesTheTtl_ofEntryAndSet() {
    storage.set(entry("1-a", 1));
    assertThat(Duration.ofMillis(redis.pttl("version:1-a"))).isGreaterThan(Duration.ofHours(23));
    for (long revision : new long[] {1, 2}) {
      redis.pexpire("version:1-a", 60_000);
      redis.pexpire("versions:all", 60_000);
      storage.set(entry("1-a", revision));
      assertThat(Duration.ofMillis(redis.pttl("version:1-a"))).isGreaterThan(Duration.ofHours(23));
      assertThat(Duration.ofMillis(redis.pttl("versions:all"))).isGreaterThan(Duration.ofHours(23));
    }
  }

  @Test
  void list_withExpiredKeys_isWhatIsLeft_andTheyAreCounted() {
    storage.put(List.of(there("1-a", 1), there("1-b", 1), there("1-c", 1)));
    redis.del("version:1-b");
    assertThat(storage.list()).containsExactly(entry("1-a", 1), entry("1-c", 1));
    assertThat(storage.list(new ProjectId("1"))).hasSize(2);
    Lookup.Found found = storage.findAll(List.of(entry("1-a", 1), entry("1-b", 1)), app -> -1);
    assertThat(found.newer()).containsExactly(there("1-c", 1));
    assertThat(found.missing()).isEqualTo(1);
  }

  @Test
  void strangersValues_areNoEntries_andAreReplaced() {
    redis.set("version:1-a", "not JSON");
    redis.set("version:1-b", "[1]");
    redis.set("version:1-c", "{\"revision\":\"many\",\"current\":\"1.0.0\"}");
    redis.lpush("version:1-d", "of another type");
    redis.sadd("versions:all", "1-a", "1-b", "1-c", "1-d", "no app-id", "");
    assertThat(storage.list()).isEmpty();
    List<CachedVersion> own =
        List.of(there("1-a", 1), there("1-b", 1), there("1-c", 1), there("1-d", 1));
    storage.put(own);
    assertThat(storage.list())
        .containsExactlyElementsOf(own.stream().map(CachedVersion::last).toList());
  }

  @Test
  void entryOfTheGoService_isOlderThanAnyOfOurs() {
    redis.set("version:1-a", "{\"current\":\"1.0.9\",\"project_id\":\"1\",\"app_name\":\"a\"}");
    assertThat(storage.get(A).orElseThrow().current()).hasToString("1.0.9");
    storage.set(entry("1-a", 1));
    assertThat(storage.get(A)).hasValue(entry("1-a", 1));
  }

  @Test
  void correct_replacesWhatWasNeverTrue_andNothingElse() {
    storage.put(List.of(there("1-a", 9), there("1-b", 9), there("1-c", 10)));
    storage.correct(there("1-a", 9), Optional.of(there("1-a", 3)));
    storage.correct(there("1-b", 9), Optional.empty());
    storage.correct(there("1-c", 9), Optional.of(there("1-c", 3)));
    assertThat(storage.list()).containsExactly(entry("1-a", 3), entry("1-c", 10));
    assertThat(redis.exists("version:1-b")).isFalse();
    assertThat(redis.smembers("versions:all")).containsExactlyInAnyOrder("1-a", "1-c");
  }

  @Test
  void forgottenScripts_areToldAgain() {
    storage.set(entry("1-a", 1));
    redis.scriptFlush();
    storage.put(List.of(there("1-a", 2), there("1-b", 2)));
    assertThat(storage.list()).hasSize(2);
  }

  @Test
  void put_ofSeveral_isSeenWholeOrNotAtAll() throws Exception {
    storage.put(List.of(there("1-a", 1), there("1-b", 1)));
    List<ApplicationId> both = List.of(A, new ApplicationId("1-b"));
    AtomicLong revision = new AtomicLong(1);
    whileAnotherThread(
        () -> {
          long next = revision.incrementAndGet();
          storage.put(List.of(there("1-a", next), there("1-b", next)));
        },
        () -> {
          List<CachedVersion> found = storage.find(both, app -> 0).newer();
          assertThat(found.get(0).revision()).isEqualTo(found.get(1).revision());
        });
  }

  @Test
  void rebuildCache_leavesNoMomentWithoutEntries() throws Exception {
    List<ApplicationVersion> truth =
        IntStream.range(0, 700).mapToObj(i -> entry("1-app" + i, 5)).toList();
    storage.rebuildCache(truth);
    whileAnotherThread(
        () -> storage.rebuildCache(truth), () -> assertThat(storage.list()).hasSize(700));
  }

  /** Reads at least a hundred times while another thread writes at least ten times. */
  private static void whileAnotherThread(Runnable writes, Runnable look) throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    ExecutorService writer = Executors.newSingleThreadExecutor();
    Future<?> writing =
        writer.submit(
            () -> {
              while (!enough.get()) {
                writes.run();
                written.incrementAndGet();
              }
            });
    writer.shutdown();
    try {
      for (int reads = 0; reads < 100 || (written.get() < 10 && !writing.isDone()); reads++) {
        look.run();
      }
    } finally {
      enough.set(true);
      writing.get();
    }
    assertThat(written).hasValueGreaterThanOrEqualTo(10);
  }

  @Test
  void rebuildCache_takesNothingBack() {
    storage.put(List.of(there("1-a", 7), there("1-new", 1), gone("1-b", 3)));
    storage.rebuildCache(List.of(entry("1-a", 6), entry("1-b", 2)));
    assertThat(storage.list()).containsExactly(entry("1-a", 7), entry("1-new", 1));
  }
}
