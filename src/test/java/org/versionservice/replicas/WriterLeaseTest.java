package org.versionservice.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.RedisProcess;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.redis.RedisAddress;
import org.versionservice.storage.redis.RedisSettings;
import org.versionservice.storage.redis.RedisStorage;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/** Tests who holds the lease, with a real Redis. */
class WriterLeaseTest {

  private static final String KEY = "versions:writer:test";
  private static final String SECRET = "a secret of all the replicas here";

  @TempDir Path directory;

  private RedisProcess redis;
  private RedisStorage storage;
  private final AtomicBoolean firstFit = new AtomicBoolean(true);
  private final ManualClock clock = new ManualClock();
  private WriterLease first;
  private WriterLease second;

  @BeforeEach
  void start() {
    redis = RedisProcess.start(directory);
    storage =
        RedisStorage.open(
            new RedisSettings(
                RedisAddress.parse(redis.url()), Duration.ofHours(1), Duration.ofSeconds(2), 4));
    first = lease("http://one:8080", SECRET, 1);
    second = lease("http://two:8080", SECRET, 2);
  }

  @AfterEach
  void stop() {
    storage.close();
    redis.close();
  }

  private WriterLease lease(String url, String secret, long seed) {
    ReplicaSettings settings =
        new ReplicaSettings(URI.create(url), secret, "repository", Duration.ofSeconds(9));
    return new WriterLease(
        settings,
        new MessageSigner(secret),
        storage.lease(KEY),
        seed == 1 ? firstFit::get : () -> true,
        new Random(seed),
        clock);
  }

  @Test
  void keep_byTwo_isHeldByTheFirst_asLongAsItRenews() {
    for (int i = 0; i < 3; i++) {
      assertThat(first.keep()).isLessThanOrEqualTo(WriterLease.LENGTH.dividedBy(3));
      second.keep();
      assertThat(first.isHeldHere()).isTrue();
      assertThat(second.isHeldHere()).isFalse();
      assertThat(second.other()).map(LeaseHolder::url).contains(URI.create("http://one:8080"));
      assertThat(first.isHeldBy(second.other().orElseThrow().token())).isTrue();
      assertThat(first.isHeldBy("another")).isFalse();
      clock.now = clock.now.plusSeconds(2);
    }
  }

  /** A holder that hangs stops holding by itself, before another one can take the lease. */
  @Test
  void holder_withoutARenewal_isOver() {
    first.keep();
    clock.now = clock.now.plus(WriterLease.LENGTH).minusMillis(1);
    assertThat(first.isHeldHere()).isTrue();
    clock.now = clock.now.plusMillis(1);
    assertThat(first.isHeldHere()).isFalse();
    assertThat(first.description()).isEqualTo("held by nobody");
  }

  @Test
  void keep_afterTheHolderIsGone_takesTheLease() {
    first.keep();
    second.keep();
    try (Jedis client = redis.connect()) {
      client.pexpire(KEY, 1);
      Awaitility.await().until(() -> !client.exists(KEY));
    }
    second.keep();
    assertThat(second.isHeldHere()).isTrue();
    first.keep();
    assertThat(first.isHeldHere()).isFalse();
  }

  @Test
  void keep_whileNotFit_givesTheLeaseUpForHalfAMinute() {
    first.keep();
    firstFit.set(false);
    first.keep();
    assertThat(first.isHeldHere()).isFalse();
    firstFit.set(true);
    clock.now = clock.now.plusSeconds(29);
    first.keep();
    assertThat(first.isHeldHere()).isFalse();
    second.keep();
    assertThat(second.isHeldHere()).isTrue();
    second.stop();
    clock.now = clock.now.plusSeconds(1);
    first.keep();
    assertThat(first.isHeldHere()).isTrue();
  }

  @Test
  void awaitHolder_whileNotFit_endsWithTheNextHolder() throws Exception {
    first.keep();
    firstFit.set(false);
    first.keep();
    Thread waiting = waitingForAHolder();
    second.keep();
    first.keep();
    waiting.join(10_000);
    assertThat(waiting.isAlive()).isFalse();
    assertThat(first.other()).isPresent();
  }

  @Test
  void awaitHolder_endsAfterASecond_orIfThisReplicaCanWrite() throws Exception {
    first.awaitHolder();
    firstFit.set(false);
    Thread waiting = waitingForAHolder();
    clock.now = clock.now.plusSeconds(1);
    waiting.join(10_000);
    assertThat(waiting.isAlive()).isFalse();
    first.stop();
    first.awaitHolder();
  }

  private Thread waitingForAHolder() {
    Thread waiting =
        new Thread(
            () -> {
              try {
                first.awaitHolder();
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.start();
    Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    return waiting;
  }

  @Test
  void stop_leavesTheLeaseToOthers_atOnce() {
    first.keep();
    second.keep();
    first.stop();
    second.keep();
    assertThat(second.isHeldHere()).isTrue();
    first.keep();
    assertThat(first.other()).isPresent();
  }

  @Test
  void onChange_isCalledOnceForEachChange() {
    List<String> told = new ArrayList<>();
    second.onChange(() -> told.add(second.description()));
    first.keep();
    second.keep();
    second.keep();
    first.stop();
    second.keep();
    second.keep();
    assertThat(told).containsExactly("held by http://one:8080", "held here");
  }

  /** Nothing is sent to a URL that a stranger wrote, and a value without an end is replaced. */
  @Test
  void keep_ofAValueThatIsNotSigned_namesNobody() {
    try (Jedis client = redis.connect()) {
      for (String strange :
          new String[] {
            "http://evil:1 token signature", "", "x", "http://evil:1 a b c", "\u0000 \u0000 \u0000"
          }) {
        client.set(KEY, strange, SetParams.setParams().px(60_000));
        first.keep();
        assertThat(first.holder()).as(strange).isEmpty();
      }
      client.set(KEY, "http://evil:1 token signature");
      first.keep();
      assertThat(first.isHeldHere()).isTrue();
      client.del(KEY);
      client.lpush(KEY, "a list");
      first.keep();
      assertThat(first.isHeldHere()).isTrue();
    }
  }

  @Test
  void keep_withAnotherKey_namesNobody() {
    first.keep();
    WriterLease stranger = lease("http://three:8080", "another secret of another installation", 3);
    stranger.keep();
    assertThat(stranger.holder()).isEmpty();
    first.keep();
    assertThat(first.isHeldHere()).isTrue();
  }

  /** As two replicas with one load balancer as their URL. */
  @Test
  void keep_withASharedUrl_isHeldByOne() {
    WriterLease same = lease("http://one:8080", SECRET, 3);
    first.keep();
    same.keep();
    assertThat(first.isHeldHere()).isTrue();
    assertThat(same.isHeldHere()).isFalse();
    assertThat(same.isHeldBy(same.holder().orElseThrow().token())).isFalse();
    assertThat(same.other()).isEmpty();
  }

  @Test
  void keep_withoutRedis_keepsWhatIsKnownUntilItEnds() {
    first.keep();
    redis.kill();
    assertThatThrownBy(first::keep).isInstanceOf(StorageException.class);
    assertThat(first.isHeldHere()).isTrue();
    clock.now = clock.now.plus(WriterLease.LENGTH);
    assertThatThrownBy(first::keep).isInstanceOf(StorageException.class);
    assertThat(first.isHeldHere()).isFalse();
  }

  private static final class ManualClock extends Clock {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneId.of("UTC");
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
