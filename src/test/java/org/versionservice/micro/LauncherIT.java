package org.versionservice.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitCommand;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.proof.LargeRequests;
import org.versionservice.proof.ServiceProcess;
import org.versionservice.storage.git.VersionsFiles;

/** Runs the service by {@code java -jar}, in processes that are killed and interrupted. */
class LauncherIT {

  private static final String INCREMENT = "/version/1234-user-service/increment";

  @TempDir Path temporary;

  @Test
  void increments_goOnAfterKill() {
    Path data = temporary.resolve("data");
    try (ServiceProcess service = start(data, Map.of()).awaitReady()) {
      assertThat(service.printed()).contains(data.toString(), "curl -X POST " + service.url());
      assertThat(service.text("POST", INCREMENT).body()).isEqualTo("1.0.1\n");
      assertThat(service.text("POST", INCREMENT).body()).isEqualTo("1.0.2\n");
      assertThat(service.signal("KILL")).isEqualTo(128 + 9);
    }
    try (ServiceProcess service = start(data, Map.of()).awaitReady()) {
      LargeRequests.assertRefusedBy(service);
      assertThat(service.text("POST", INCREMENT).body()).isEqualTo("1.0.3\n");
      assertSecondProcessIsRefused(data);
      assertThat(service.text("GET", "/version/1234-user-service").body()).isEqualTo("1.0.3\n");
      assertThat(service.signal("INT")).isZero();
      assertThat(service.printed()).doesNotContain("Exception", "ERROR", "JdbcRuntimeExtension");
    }
    assertThat(new GitCommand(data).run("log", "--format=%an %s"))
        .containsExactly(
            "anonymous 1234-user-service 1.0.3",
            "anonymous 1234-user-service 1.0.2",
            "anonymous 1234-user-service 1.0.1");
  }

  private void assertSecondProcessIsRefused(Path data) {
    try (ServiceProcess second = start(data, Map.of("VERSIONS_INITIAL", "1.0.0"))) {
      assertThat(second.awaitExit()).isEqualTo(1);
      assertThat(second.printed()).contains("data directory " + data + " is in use");
    }
  }

  @Test
  void invalidSetting_endsTheStart_andIsNamed() {
    Map<String, String> settings = Map.of("GIT_TIMEOUT", "five seconds", "GIT_TOKEN", "s3cret");
    try (ServiceProcess service = start(temporary.resolve("data"), settings)) {
      assertThat(service.awaitExit()).isEqualTo(1);
      List<String> naming =
          service.printed().lines().filter(line -> line.contains("GIT_TIMEOUT")).toList();
      assertThat(naming).hasSize(1);
      assertThat(service.printed()).doesNotContain("\tat ", "s3cret");
    }
  }

  @Test
  void remote_isServedPushedToAndWatched() {
    try (GitHttpServer server = GitHttpServer.start(temporary)) {
      BareRepository origin = server.create("versions.git", "master");
      origin.commit("main", "versions.json", VersionsFiles.byGo(20));
      Map<String, String> settings =
          Map.of(
              "GIT_REPO_URL",
              server.url("versions.git"),
              "GIT_USERNAME",
              GitHttpServer.USERNAME,
              "GIT_TOKEN",
              GitHttpServer.TOKEN,
              "GIT_FETCH_INTERVAL",
              "PT0.5S");
      try (ServiceProcess service = start(temporary.resolve("data"), settings).awaitReady()) {
        assertThat(service.get("/versions/7").body()).contains("7-app01", "7-app20");
        assertThat(service.text("POST", "/version/7-app05/increment").body()).isEqualTo("1.4.6\n");
        assertThat(origin.git().run("diff", "--shortstat", "main~1", "main"))
            .containsExactly(" 1 file changed, 4 insertions(+), 3 deletions(-)");
        assertEditedByHand(service, origin);
        assertThat(service.printed()).doesNotContain(GitHttpServer.TOKEN);
      }
    }
  }

  /** Batches and fetches need the write lock at the same time. */
  @Test
  void increments_whileOthersPush_areAllMade() throws Exception {
    try (GitHttpServer server = GitHttpServer.start(temporary)) {
      BareRepository origin = server.create("versions.git", "main");
      origin.commit("main", "README.md", "0\n");
      Map<String, String> settings = new HashMap<>(remote(server));
      settings.put("GIT_FETCH_INTERVAL", "PT0.1S");
      settings.put("VERSIONS_DURABILITY", "local");
      try (ServiceProcess service = start(temporary.resolve("data"), settings).awaitReady()) {
        ExecutorService callers = Executors.newFixedThreadPool(16);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          answers.add(callers.submit(() -> service.text("POST", INCREMENT).body()));
        }
        int edits = 0;
        while (answers.stream().anyMatch(answer -> !answer.isDone())) {
          edits += push(origin, "" + edits) ? 1 : 0;
        }
        callers.shutdown();
        List<String> versions = new ArrayList<>();
        for (Future<String> answer : answers) {
          versions.add(answer.get());
        }
        assertThat(edits).isPositive();
        assertThat(versions)
            .containsExactlyInAnyOrderElementsOf(
                IntStream.rangeClosed(1, 200).mapToObj(i -> "1.0." + i + "\n").toList());
        Awaitility.await("pushed")
            .ignoreExceptions()
            .until(() -> origin.read("main", "versions.json").contains("\"1.0.200\""));
        assertThat(service.printed()).doesNotContain("two threads");
      }
    }
  }

  /** Commits as another client of the remote; fails if the branch moved meanwhile. */
  private static boolean push(BareRepository origin, String text) {
    try {
      origin.commit("main", "README.md", text);
      return true;
    } catch (IllegalStateException overtaken) {
      return false;
    }
  }

  private static Map<String, String> remote(GitHttpServer server) {
    return Map.of(
        "GIT_REPO_URL", server.url("versions.git"),
        "GIT_USERNAME", GitHttpServer.USERNAME,
        "GIT_TOKEN", GitHttpServer.TOKEN);
  }

  private static void assertEditedByHand(ServiceProcess service, BareRepository origin) {
    origin.commit("main", "versions.json", VersionsFiles.own("7-app05", "2.0"));
    assertThat(service.text("POST", "/hooks/push").statusCode()).isEqualTo(204);
    assertThat(service.get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(service.get("/health/ready").body()).contains("versions.json", "line 4");
    assertThat(service.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(service.text("GET", "/version/7-app05").body()).isEqualTo("1.4.6\n");
    var refused = service.text("POST", "/version/7-app05/increment");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(refused.body()).contains("STORAGE_UNAVAILABLE", "line 4");
    assertThat(origin.read("main", "versions.json")).contains("\"2.0\"");
    origin.commit("main", "versions.json", VersionsFiles.own("7-app05", "2.0.0"));
    Awaitility.await("ready").until(() -> service.get("/health/ready").statusCode() == 200);
    assertThat(service.text("POST", "/version/7-app05/increment").body()).isEqualTo("2.0.1\n");
  }

  private ServiceProcess start(Path data, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("VERSIONS_DATA_DIR", data.toString());
    return ServiceProcess.start(
        all, temporary.resolve(all.size() + "-" + System.nanoTime() + ".log"));
  }
}
