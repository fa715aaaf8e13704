package org.versionservice.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.proof.ServiceProcess;

/** Tests that timers and threads keep running under load and after failures. */
class BackgroundIT {

  private static final String FILE = "versions.json";

  /** Matches the version of 2-app. */
  private static final Pattern CURRENT =
      Pattern.compile("(?<=\"2-app\": \\{\n {6}\"current\": \")[^\"]*");

  @TempDir Path temporary;

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

  @Test
  void fetches_comeInBetweenChanges_andGoOnAfterFailures() throws Exception {
    try (ServiceProcess service = start().awaitReady()) {
      assertThat(service.text("POST", "/version/2-app/increment").body()).isEqualTo("1.0.1\n");
      assertAFetchIsNotHeldUp(service);
      assertTimersSurviveADiskThatFails(service);
      assertThat(service.printed()).doesNotContain("\tat ");
      assertThat(service.signal("TERM")).isZero();
    }
  }

  /**
   * Makes five changes a second with pushes of a second, until the container would drop a timer: it
   * once dropped the fetching one after two waits of a minute for the writer.
   */
  @Test
  @EnabledIfSystemProperty(named = "version-service.long", matches = "true")
  void fetches_goOn_afterMinutesOfChanges() throws Exception {
    try (ServiceProcess service = start().awaitReady()) {
      assertThat(service.text("POST", "/version/2-app/increment").body()).isEqualTo("1.0.1\n");
      remote.delayPushes(Duration.ofSeconds(1));
      try (Stream changes = new Stream(service, Duration.ofMillis(200))) {
        for (int i = 0; i < 28; i++) {
          TimeUnit.SECONDS.sleep(5);
          raise("2.0." + i);
        }
        assertThat(changes.answers()).hasSizeGreaterThan(100);
      }
      remote.delayPushes(Duration.ZERO);
      raise("3.0.0");
      awaitVersion(service, "3.0.0");
      assertThat(service.get("/health/ready").body()).contains("\"background\":\"runs\"");
    }
  }

  private void assertAFetchIsNotHeldUp(ServiceProcess service) throws InterruptedException {
    remote.delayPushes(Duration.ofMillis(500));
    try (Stream changes = new Stream(service, Duration.ofMillis(50))) {
      for (int i = 0; i < 2; i++) {
        int before = changes.answers().size();
        Awaitility.await("busy").until(() -> changes.answers().size() > before);
        raise("2.0." + i);
        CompletableFuture<Integer> hook = hook(service);
        Awaitility.await("fetched beside changes").until(hook::isDone);
        assertThat(hook).isCompletedWithValue(204);
      }
    }
    remote.delayPushes(Duration.ZERO);
  }

  /** Makes the branch unreadable for several runs of each timer. */
  private void assertTimersSurviveADiskThatFails(ServiceProcess service) throws IOException {
    Path branch = temporary.resolve("data/.git/refs/heads/main");
    String commit = Files.readString(branch);
    Files.writeString(branch, "not a reference\n");
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Integer> hook = hook(service);
      Awaitility.await("answered").atMost(Duration.ofSeconds(20)).until(hook::isDone);
      assertThat(hook.join()).isIn(204, 503);
      assertThat(service.get("/metrics").statusCode()).isEqualTo(200);
      assertThat(service.get("/health/ready").body()).contains("\"storage\"", "\"background\"");
      Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
    }
    if (Files.readString(branch).startsWith("not")) {
      Files.writeString(branch, commit);
    }
    raise("3.0.0");
    awaitVersion(service, "3.0.0");
    assertThat(service.text("POST", "/version/2-app/increment").body()).isEqualTo("3.0.1\n");
  }

  private static CompletableFuture<Integer> hook(ServiceProcess service) {
    return HttpClient.newHttpClient()
        .sendAsync(post(service, "/hooks/push"), BodyHandlers.discarding())
        .thenApply(answer -> answer.statusCode());
  }

  private static HttpRequest post(ServiceProcess service, String path) {
    return HttpRequest.newBuilder(URI.create(service.url() + path))
        .timeout(Duration.ofMinutes(2))
        .POST(BodyPublishers.noBody())
        .build();
  }

  private static void awaitVersion(ServiceProcess service, String version) {
    Awaitility.await(version + " is fetched")
        .atMost(Duration.ofSeconds(20))
        .until(() -> service.text("GET", "/version/2-app").body().equals(version + "\n"));
  }

  /** Edits the file as a person would, and starts again if another change was faster. */
  private void raise(String version) {
    Awaitility.await()
        .ignoreException(IllegalStateException.class)
        .until(
            () -> {
              String text = origin.read("main", FILE);
              return origin.commit("main", FILE, CURRENT.matcher(text).replaceFirst(version))
                  != null;
            });
  }

  /** Requests changes at a constant rate, independent of the time of the answers. */
  private static final class Stream implements AutoCloseable {

    /** Without HTTP/2: Java's client closes one of two connections that are upgraded at once. */
    private final HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();

    Stream(ServiceProcess service, Duration pace) {
      var unused =
          clock.scheduleAtFixedRate(() -> ask(service), 0, pace.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ask(ServiceProcess service) {
      HttpRequest request = post(service, "/version/1-app" + asked.get() % 5 + "/increment");
      asked.incrementAndGet();
      var unused =
          client
              .sendAsync(request, BodyHandlers.discarding())
              .handle(
                  (answer, failure) -> failure == null ? "" + answer.statusCode() : "" + failure)
              .thenAccept(answers::add);
    }

    /** Returns the status of each answer, or why there is none. */
    List<String> answers() {
      return answers;
    }

    @Override
    public void close() {
      clock.shutdownNow();
      Awaitility.await("all are answered")
          .atMost(Duration.ofMinutes(1))
          .until(() -> answers.size() == asked.get());
      assertThat(answers).containsOnly("200");
    }
  }

  private ServiceProcess start() {
    return ServiceProcess.start(
        Map.of(
            "VERSIONS_DATA_DIR",
            temporary.resolve("data").toString(),
            "VERSIONS_DURABILITY",
            "remote",
            "GIT_REPO_URL",
            remote.url("versions"),
            "GIT_USERNAME",
            GitHttpServer.USERNAME,
            "GIT_TOKEN",
            GitHttpServer.TOKEN,
            "GIT_FETCH_INTERVAL",
            "PT1S"),
        temporary.resolve("service.log"));
  }
}
