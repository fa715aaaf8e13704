package org.versionservice.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DURATION;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.Fault;
import org.versionservice.proof.FaultProxy;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.proof.ServiceProcess;

/** Tests the stop of a service while many callers wait for a slow or hanging remote. */
class GracefulStopIT {

  private static final int CALLERS = 32;
  private static final int APPS = 4;
  private static final Duration PUSH = Duration.ofSeconds(1);
  private static final Duration INTERVAL = Duration.ofMillis(1_500);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

  @TempDir Path temporary;

  private final AtomicInteger asked = new AtomicInteger();
  private GitHttpServer remote;
  private BareRepository origin;

  @BeforeEach
  void startRemote() {
    remote = GitHttpServer.start(temporary);
    origin = remote.create("versions", "main");
  }

  @AfterEach
  void stopRemote() {
    remote.close();
  }

  /** How a request ended. */
  private enum End {
    ISSUED,
    /** Refused with 503 while the port is open. */
    UNAVAILABLE,
    /** Refused because the port is closed. */
    REFUSED,
    /** The connection ended without an answer. */
    LOST
  }

  /**
   * The end of a request.
   *
   * @param asked the start of the request by {@link System#nanoTime}
   * @param text the app and its version
   */
  private record Result(End end, long asked, String text) {}

  @Test
  void sigterm_whileManyWait_answersAllThatWasAccepted() throws Exception {
    try (ServiceProcess service = start(remote.url("versions"), INTERVAL).awaitReady()) {
      remote.delayPushes(PUSH);
      ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
      List<Future<List<Result>>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        String app = "7-app" + i % APPS;
        callers.add(threads.submit(() -> incrementUntilItStops(service, app)));
      }
      threads.shutdown();
      Awaitility.await("a batch of all")
          .until(() -> origin.git().run("rev-list", "--all").size() > CALLERS);
      Awaitility.await("the next requests of many")
          .until(() -> asked.get() > CALLERS + CALLERS / 2);
      assertThat(remote.pushes()).as("the second has all that came until it was sent").isEqualTo(2);
      long stop = System.nanoTime();
      assertThat(service.signal("TERM")).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - stop)).isLessThan(LONGEST_STOP);
      assertThat(remote.pushIntervals().get(0)).isGreaterThan(PUSH.plus(INTERVAL));
      assertThat(remote.pushIntervals())
          .as("pushes from the stop on")
          .element(1, DURATION)
          .isLessThan(PUSH.plus(INTERVAL));
      List<Result> results = new ArrayList<>();
      for (Future<List<Result>> caller : callers) {
        results.addAll(caller.get());
      }
      report(results, Duration.ofNanos(System.nanoTime() - stop));
      assertThat(results)
          .filteredOn(one -> one.end() == End.LOST && one.asked() < stop)
          .as("accepted, and not answered")
          .isEmpty();
      assertThat(results)
          .filteredOn(one -> one.end() == End.ISSUED && one.asked() < stop)
          .isNotEmpty();
      assertThat(issued(results))
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(origin.git().run("log", "--format=%s", "main"));
    }
  }

  private static List<String> issued(List<Result> results) {
    return results.stream().filter(one -> one.end() == End.ISSUED).map(Result::text).toList();
  }

  private static void report(List<Result> results, Duration stopped) {
    for (End end : End.values()) {
      System.out.println(end + " " + results.stream().filter(one -> one.end() == end).count());
    }
    System.out.println("stopped in " + stopped.toMillis() + " ms");
  }

  private List<Result> incrementUntilItStops(ServiceProcess service, String app) {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.url() + "/version/" + app + "/increment"))
            .header("Accept", "text/plain")
            .timeout(LONGEST_STOP)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    List<Result> results = new ArrayList<>();
    do {
      asked.incrementAndGet();
      results.add(increment(client, request, app));
    } while (results.get(results.size() - 1).end() == End.ISSUED);
    return results;
  }

  private static Result increment(HttpClient client, HttpRequest request, String app) {
    long asked = System.nanoTime();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 503) {
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("STORAGE_UNAVAILABLE", "being stopped");
        return new Result(End.UNAVAILABLE, asked, app);
      }
      assertThat(answer.statusCode()).isEqualTo(200);
      return new Result(End.ISSUED, asked, app + " " + answer.body().strip());
    } catch (ConnectException nobodyListens) {
      return new Result(End.REFUSED, asked, app);
    } catch (IOException cut) {
      return new Result(End.LOST, asked, app);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void remoteThatHangs_keepsNeitherStartNorStopFromEnding() {
    try (FaultProxy network = new FaultProxy(remote.port(), Duration.ofMillis(100), 1)) {
      network.plan().always(Fault.HANG);
      try (ServiceProcess service = start(network.url(remote.url("versions")), Duration.ZERO)) {
        awaitStatus(service, "/health/live", 200);
        assertThat(service.get("/health/ready").statusCode()).isEqualTo(503);
        network.heal();
        awaitStatus(service, "/health/ready", 200);
        assertThat(service.text("POST", "/version/7-app/increment").body()).isEqualTo("1.0.1\n");
        network.plan().always(Fault.HANG);
        long stop = System.nanoTime();
        Thread waiting = new Thread(() -> service.text("POST", "/version/7-app/increment"));
        waiting.setDaemon(true);
        waiting.start();
        Awaitility.await("asked").until(() -> network.hanging() > 0);
        assertThat(service.signal("TERM")).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - stop)).isLessThan(LONGEST_STOP);
      }
    }
    assertThat(origin.git().run("log", "--format=%s", "main")).containsExactly("7-app 1.0.1");
  }

  private static void awaitStatus(ServiceProcess service, String path, int status) {
    Awaitility.await(path)
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> service.get(path).statusCode() == status);
  }

  private ServiceProcess start(String url, Duration pushInterval) {
    return ServiceProcess.start(
        Map.of(
            "VERSIONS_DATA_DIR",
            temporary.resolve("data").toString(),
            "VERSIONS_DURABILITY",
            "remote",
            "GIT_TIMEOUT",
            "PT5S",
            "GIT_PUSH_INTERVAL",
            pushInterval.toString(),
            "GIT_REPO_URL",
            url,
            "GIT_USERNAME",
            GitHttpServer.USERNAME,
            "GIT_TOKEN",
            GitHttpServer.TOKEN),
        temporary.resolve("service.log"));
  }
}
