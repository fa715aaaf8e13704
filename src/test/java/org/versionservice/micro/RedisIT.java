package org.versionservice.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.proof.RedisProcess;
import org.versionservice.proof.ServiceProcess;
import redis.clients.jedis.Jedis;

/** Tests two services on one remote and one Redis; neither fetches by timer. */
class RedisIT {

  private static final String PASSWORD = "s3cret-of-redis";

  @TempDir Path temporary;

  private GitHttpServer remote;
  private BareRepository origin;
  private RedisProcess redis;

  @BeforeEach
  void startServers() {
    remote = GitHttpServer.start(temporary);
    origin = remote.create("versions.git", "main");
    redis = RedisProcess.start(temporary, "--requirepass", PASSWORD);
  }

  @AfterEach
  void stopServers() {
    redis.close();
    remote.close();
  }

  @Test
  void replicas_seeEachOthersChanges_asLongAsRedisLives() {
    try (ServiceProcess first = start("first");
        ServiceProcess second = start("second")) {
      first.awaitReady();
      second.awaitReady();
      awaitInHealth(first, "\"redis\":\"up\"");
      awaitInHealth(second, "\"redis\":\"up\"");
      assertChangesAreSeen(first, second);
      assertEntryThatIsNotTrue_isDropped(second);
      assertHandEditsAreSeen(first, second);
      assertRedisMayDie(first, second);
      for (ServiceProcess service : new ServiceProcess[] {first, second}) {
        assertThat(service.printed())
            .containsOnlyOnce("answers come from memory alone: Redis does not answer")
            .doesNotContain(PASSWORD)
            .doesNotContain("\tat ");
        assertThat(service.signal("TERM")).isZero();
      }
    }
  }

  private static void assertChangesAreSeen(ServiceProcess first, ServiceProcess second) {
    for (String version : new String[] {"1.0.1\n", "1.0.2\n"}) {
      assertThat(first.text("POST", "/version/7-app/increment").body()).isEqualTo(version);
      awaitBody(second, "/version/7-app", version);
    }
    assertThat(second.get("/versions").body()).contains("7-app", "1.0.2");
    assertThat(second.get("/metrics").body()).contains("versionservice_newer_apps");
    assertThat(second.text("POST", "/version/7-app/increment").body()).isEqualTo("1.0.3\n");
    awaitBody(first, "/version/7-app", "1.0.3\n");
    assertThat(first.delete("/version/7-app").statusCode()).isEqualTo(200);
    Awaitility.await("deleted")
        .until(() -> second.text("GET", "/version/7-app").statusCode() == 404);
    assertThat(second.get("/versions").body()).isEqualTo("{}");
    assertThat(second.text("POST", "/version/7-app/increment").body()).isEqualTo("1.0.4\n");
    awaitBody(first, "/version/7-app", "1.0.4\n");
  }

  /** One replica fetches the edits, and the other one gets them from Redis. */
  private void assertHandEditsAreSeen(ServiceProcess first, ServiceProcess second) {
    String before = origin.read("main", "versions.json");
    assertThat(first.text("POST", "/version/8-edit/increment").body()).isEqualTo("1.0.1\n");
    awaitBody(second, "/version/8-edit", "1.0.1\n");
    String file = origin.read("main", "versions.json");
    edit(first, file.replaceFirst("\"1\\.0\\.1\"", "\"3.0.0\""));
    awaitBody(second, "/version/8-edit", "3.0.0\n");
    edit(first, before);
    Awaitility.await("removed")
        .atMost(Duration.ofSeconds(30))
        .until(() -> second.text("GET", "/version/8-edit").statusCode() == 404);
    try (Jedis client = redis.connect()) {
      client.auth(PASSWORD);
      assertThat(client.smembers("versions:all")).contains("7-app").doesNotContain("8-edit");
    }
  }

  private void edit(ServiceProcess service, String text) {
    origin.commit("main", "versions.json", text);
    assertThat(service.text("POST", "/hooks/push").statusCode()).isEqualTo(204);
  }

  /** As after a restore of the remote, or with a Redis that another remote also uses. */
  private void assertEntryThatIsNotTrue_isDropped(ServiceProcess service) {
    try (Jedis client = redis.connect()) {
      client.auth(PASSWORD);
      client.set("version:7-app", "{\"revision\":99,\"current\":\"9.9.9\"}");
      client.set("version:7-ghost", "{\"revision\":1,\"current\":\"9.9.9\"}");
      awaitBody(service, "/version/7-app", "9.9.9\n");
      assertThat(service.text("POST", "/version/7-app/increment").body()).isEqualTo("1.0.5\n");
      assertThat(service.text("POST", "/hooks/push").statusCode()).isEqualTo(204);
      awaitBody(service, "/version/7-app", "1.0.5\n");
      assertThat(service.text("GET", "/version/7-ghost").statusCode()).isEqualTo(404);
      Awaitility.await("corrected")
          .until(
              () ->
                  client.get("version:7-app").contains("\"1.0.5\"")
                      && !client.exists("version:7-ghost"));
    }
  }

  private void assertRedisMayDie(ServiceProcess first, ServiceProcess second) {
    redis.kill();
    awaitInHealth(first, "degraded: Redis does not answer");
    awaitInHealth(second, "degraded: Redis does not answer");
    assertThat(first.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(first.text("POST", "/version/7-app/increment").body()).isEqualTo("1.0.6\n");
    assertThat(first.text("GET", "/version/7-app").body()).isEqualTo("1.0.6\n");
    assertThat(second.text("GET", "/version/7-app").body()).isEqualTo("1.0.5\n");
    redis.startAgain();
    awaitBody(second, "/version/7-app", "1.0.6\n");
    awaitInHealth(first, "\"redis\":\"up\"");
  }

  private static void awaitBody(ServiceProcess service, String path, String body) {
    Awaitility.await(path)
        .atMost(Duration.ofSeconds(30))
        .until(() -> service.text("GET", path).body().equals(body));
  }

  private static void awaitInHealth(ServiceProcess service, String text) {
    Awaitility.await(text)
        .atMost(Duration.ofSeconds(30))
        .until(() -> service.get("/health/ready").body().contains(text));
  }

  private ServiceProcess start(String name) {
    return ServiceProcess.start(
        Map.of(
            "VERSIONS_DATA_DIR",
            temporary.resolve(name).toString(),
            "VERSIONS_DURABILITY",
            "remote",
            "GIT_REPO_URL",
            remote.url("versions.git"),
            "GIT_USERNAME",
            GitHttpServer.USERNAME,
            "GIT_TOKEN",
            GitHttpServer.TOKEN,
            "GIT_FETCH_INTERVAL",
            "P1D",
            "REDIS_URL",
            redis.url().replace("//", "//:" + PASSWORD + "@")),
        temporary.resolve(name + ".log"));
  }
}
