package org.versionservice.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Increment;

/**
 * Tests restarts of three services, one after the other, under pipelines that call them with {@code
 * curl --retry 5 --retry-connrefused}.
 */
@Tag("torture")
class RollingRestartIT {

  private static final int REPLICAS = 3;
  private static final int APPS = 20;
  private static final int PER_SECOND = 20;
  private static final int MOST_RETRIES = 5;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration BETWEEN = Duration.ofSeconds(5);

  /** The statuses that curl calls transient. */
  private static final Set<Integer> TRANSIENT = Set.of(408, 429, 500, 502, 503, 504);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final List<Integer> ports = new ArrayList<>();
  private final List<ServiceProcess> services = new ArrayList<>();
  private final Recording recording = new Recording();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger retries = new AtomicInteger();
  private final AtomicLong longest = new AtomicLong();

  @Test
  void restarts_oneAfterTheOther_failNoPipeline() throws Exception {
    try (GitHttpServer server = GitHttpServer.start(directory);
        RedisProcess redis = RedisProcess.start(directory)) {
      BareRepository origin = server.create("versions", "main");
      for (int i = 0; i < REPLICAS; i++) {
        ports.add(FreePort.find());
        services.add(start(i, server, redis));
      }
      services.forEach(ServiceProcess::awaitHealthy);
      ExecutorService callers = Executors.newCachedThreadPool();
      ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
      ScheduledFuture<?> pipelines =
          pace.scheduleAtFixedRate(
              () -> callers.execute(this::request), 0, 1_000 / PER_SECOND, TimeUnit.MILLISECONDS);
      pause(BETWEEN);
      for (int i = 0; i < REPLICAS; i++) {
        assertThat(services.get(i).signal("TERM")).isZero();
        services.set(i, start(i, server, redis).awaitHealthy());
        pause(BETWEEN);
      }
      assertThat(pipelines.cancel(false)).isTrue();
      pace.shutdown();
      callers.shutdown();
      assertThat(callers.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
      report();
      assertThat(errors).isEmpty();
      assertThat(Checker.check(recording, HistoryReader.read(origin, "main"))).isEmpty();
    } finally {
      services.forEach(ServiceProcess::close);
    }
  }

  private ServiceProcess start(int number, GitHttpServer server, RedisProcess redis) {
    int port = ports.get(number);
    return ServiceProcess.start(
        ServiceCluster.settings(
            directory.resolve("data-" + number),
            server.url("versions"),
            redis.url(),
            "http://127.0.0.1:" + port),
        directory.resolve("log-" + number),
        port);
  }

  private static void pause(Duration duration) {
    LockSupport.parkNanos(duration.toNanos());
  }

  /** A pipeline's request: all its tries go to one service, even if it is down. */
  private void request() {
    int number = requests.incrementAndGet();
    ChangeRequest change =
        ChangeRequest.increment(
            new ApplicationId("rolling-app" + number % APPS),
            Increment.Level.PATCH,
            Optional.of(new IdempotencyKey("pipeline-" + number)));
    String url = "http://127.0.0.1:" + ports.get(number % REPLICAS);
    long start = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    boolean again = attempt(url, change, false);
    for (int tries = 0; again && tries < MOST_RETRIES; tries++) {
      pause(pause);
      pause = pause.multipliedBy(2);
      retries.incrementAndGet();
      again = attempt(url, change, tries == MOST_RETRIES - 1);
    }
    longest.accumulateAndGet(System.nanoTime() - start, Math::max);
  }

  /** Returns whether to try again, which fails at the last try. */
  private boolean attempt(String url, ChangeRequest change, boolean last) {
    long start = System.nanoTime();
    Answer answer;
    boolean again = false;
    try {
      // Each run of curl has a connection of its own.
      HttpResponse<String> response =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .build()
              .send(ServiceReplica.request(url, change), BodyHandlers.ofString());
      answer = ServiceReplica.answer(change, response);
      again = TRANSIENT.contains(response.statusCode());
    } catch (ConnectException refused) {
      answer = new Answer.Denied("refused");
      again = true;
    } catch (IOException lost) {
      answer = new Answer.Unknown(lost.toString());
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(aborted);
    }
    recording.add(
        new RequestAttempt(
            0, change.app(), change.kind(), change.key(), start, System.nanoTime(), answer));
    if (!answer.reportsChange() && (last || !again)) {
      errors.add(url + " " + change + ": " + answer);
    }
    return again;
  }

  private void report() {
    System.out.printf(
        "rolling restart: %d requests, %d changes, %d retries, %d errors, longest answer %d ms%n",
        requests.get(),
        recording.acknowledged(),
        retries.get(),
        errors.size(),
        TimeUnit.NANOSECONDS.toMillis(longest.get()));
    errors.forEach(System.out::println);
  }
}
