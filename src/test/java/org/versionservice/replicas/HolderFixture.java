package org.versionservice.replicas;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.MovedClock;
import org.versionservice.proof.RedisProcess;
import org.versionservice.service.NotMadeException;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.redis.RedisAddress;
import org.versionservice.storage.redis.RedisSettings;
import org.versionservice.storage.redis.RedisStorage;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.Principal;
import org.versionservice.version.Request;

/** The base class of tests of a client whose lease is in a real Redis, held by another replica. */
abstract class HolderFixture {

  static final String SECRET = "a secret of all the replicas here";

  /** Far longer than a test waits. */
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path directory;

  private final Random random = new Random(1);
  final MovedClock steady = new MovedClock();
  final ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newCachedThreadPool();
  final HolderServer server = new HolderServer(SECRET);
  RedisProcess redis;
  private RedisStorage storage;
  WriterLease theirs;
  WriterLease here;
  HolderClient client;

  @BeforeEach
  void start() {
    redis = RedisProcess.start(directory);
    storage =
        RedisStorage.open(
            new RedisSettings(
                RedisAddress.parse(redis.url()), Duration.ofHours(1), Duration.ofSeconds(2), 4));
    theirs = lease(server.url());
    theirs.keep();
    here = lease(URI.create("http://here"));
    here.keep();
    client = client(TIMEOUT);
    here.onChange(client::returnAbandoned);
  }

  @AfterEach
  void stop() {
    storage.close();
    redis.close();
    server.close();
    threads.shutdownNow();
  }

  private static ReplicaSettings settings(URI url, Duration timeout) {
    return new ReplicaSettings(url, SECRET, "repository", timeout);
  }

  private WriterLease lease(URI url) {
    return new WriterLease(
        settings(url, TIMEOUT),
        new MessageSigner(SECRET),
        storage.lease("versions:writer:test"),
        () -> true,
        random,
        steady);
  }

  HolderClient client(Duration timeout) {
    return new HolderClient(
        here,
        settings(URI.create("http://here"), timeout),
        new MessageSigner(SECRET),
        threads,
        Clock.systemUTC(),
        steady);
  }

  /** Gives the lease to another replica. */
  void holdAt(URI url) {
    theirs.stop();
    theirs = lease(url);
    theirs.keep();
    here.keep();
    assertThat(here.other()).map(LeaseHolder::url).contains(url);
  }

  static void assertNotMade(CompletableFuture<List<Receipt>> batch, boolean mayBeMade) {
    assertThatThrownBy(() -> batch.get(10, SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            NotMadeException.class,
            failure ->
                assertThat(failure.mayBeMade()).as(failure.getMessage()).isEqualTo(mayBeMade));
  }

  /** Nothing is sent to the holder until the pause is over. */
  void assertPause(Duration pause) {
    assertThat(client.takesChanges()).isFalse();
    for (Duration left = pause; !left.isZero(); left = left.minus(SECOND)) {
      assertThat(client.takesChanges()).isFalse();
      steady.move(SECOND);
      theirs.keep();
      here.keep();
    }
    assertThat(client.takesChanges()).isTrue();
  }

  Change change() {
    return new Change.DeleteApplication(
        new ApplicationId("1-app"),
        new Request(
            ChangeId.random(random), Principal.SERVICE, Optional.empty(), Optional.empty()));
  }
}
