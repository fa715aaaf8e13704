package org.versionservice.micro;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitCommand;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.proof.Runbook;
import org.versionservice.proof.ServiceProcess;

/**
 * Carries out the recovery steps of {@code server-config/README.md}. The remotes refuse forced
 * pushes.
 */
class DisasterIT {

  private static final String ADMIN = "the-first-admin-token-of-the-drills";
  private static final String NEXT_ADMIN = "the-next-admin-token-of-the-drills!";
  private static final String NEXT_TOKEN = "another-s3cret-token";

  /** Provides the token of the Git server to a shell. */
  private static final String CREDENTIALS =
      "!echo username=" + GitHttpServer.USERNAME + ";echo password=$GIT_TOKEN;:";

  @TempDir Path temporary;

  private final Runbook runbook = Runbook.read(Path.of("server-config", "README.md"));
  private final Map<String, String> settings = new HashMap<>();
  private GitHttpServer remote;

  @BeforeEach
  void startRemote() {
    remote = GitHttpServer.start(temporary);
    settings.putAll(GitCommand.ISOLATION);
    settings.put("GIT_CONFIG_COUNT", "1");
    settings.put("GIT_CONFIG_KEY_0", "credential.helper");
    settings.put("GIT_CONFIG_VALUE_0", CREDENTIALS);
    settings.put("GIT_USERNAME", GitHttpServer.USERNAME);
    settings.put("GIT_TOKEN", GitHttpServer.TOKEN);
    settings.put("GIT_REPO_URL", remote.url("versions"));
    settings.put("VERSIONS_AUTH", "tokens");
    settings.put("VERSIONS_ADMIN_TOKEN", ADMIN);
    settings.put("VERSIONS_DATA_DIR", temporary.resolve("first").toString());
    settings.put("BACKUP", temporary.resolve("backup").toString());
    settings.put("CLONE", temporary.resolve("clone").toString());
  }

  @AfterEach
  void stopRemote() {
    remote.close();
  }

  /** Each process ends as by {@code kill -9}. */
  @Test
  void versions_areThereAndGoOn_afterEachLoss() throws IOException {
    emptyRemote("versions");
    RecordingClient client;
    try (ServiceProcess service = start()) {
      client = new RecordingClient(issueToken(service));
      client.increment(service, "7-app", "7-app", "8-other", "7-app");
      runbook.run("Backup", 0, settings);
      runbook.run("Backup", 1, settings);
      client.increment(service, "8-other", "9-late");
      loseTheRemote(service, client);
      restoreTheRemote(service, client);
      revokeTheGitToken(service, client);
    }
    settings.put("GIT_TOKEN", NEXT_TOKEN);
    settings.put("VERSIONS_ADMIN_TOKEN", NEXT_ADMIN);
    moveAway();
    try (ServiceProcess service = start()) {
      awaitPushed(service);
      client.assertAllThere(service);
      assertThat(send(service, "GET", "/tokens", ADMIN)).isEqualTo(401);
      assertThat(send(service, "GET", "/tokens", NEXT_ADMIN)).isEqualTo(200);
      client.increment(service, "7-app", "9-late");
      new GitCommand(temporary).run("clone", "-q", temporary + "/elsewhere.git", "clone");
      client.issue(service, "7-app", "8-other");
    }
    loseBoth(client);
  }

  private void loseTheRemote(ServiceProcess service, RecordingClient client) throws IOException {
    lose("versions");
    client.increment(service, "7-app");
    emptyRemote("versions");
    client.increment(service, "7-app");
    assertThat(health(service)).contains("\"unpushed\":\"2\"", "\"status\":\"degraded\"");
    runbook.run("The remote is lost", 0, settings);
    askTheRemote(service);
    awaitPushed(service);
    client.assertAllThere(service);
    client.increment(service, "7-app", "8-other");
    awaitPushed(service);
  }

  private void restoreTheRemote(ServiceProcess service, RecordingClient client) throws IOException {
    lose("versions");
    BareRepository origin = emptyRemote("versions");
    runbook.run("The remote was restored from an older copy", 0, settings);
    assertThat(origin.read("main", "versions.json")).doesNotContain("9-late");
    askTheRemote(service);
    awaitPushed(service);
    assertThat(origin.read("main", "versions.json")).contains("9-late");
    client.assertAllThere(service);
    client.increment(service, "7-app", "9-late");
    runbook.run("Backup", 1, settings);
  }

  private void revokeTheGitToken(ServiceProcess service, RecordingClient client) {
    remote.changeToken(NEXT_TOKEN);
    client.increment(service, "8-other");
    assertThat(health(service)).contains("\"unpushed\":\"1\"");
  }

  /** Moves to another host and another Git server. */
  private void moveAway() throws IOException {
    String copy = temporary.resolve("second").toString();
    settings.put("NEW_DATA_DIR", copy);
    runbook.run("Another host", 0, settings);
    lose("versions");
    lose("first");
    settings.put("VERSIONS_DATA_DIR", copy);
    emptyRemote("elsewhere");
    settings.put("GIT_REPO_URL", remote.url("elsewhere"));
    runbook.run("The remote is lost", 0, settings);
  }

  /** Restores the remote first, and the data directory from it. */
  private void loseBoth(RecordingClient client) throws IOException {
    lose("elsewhere");
    settings.put("GIT_REPO_URL", remote.url("last"));
    BareRepository origin = emptyRemote("last");
    runbook.run("Both are lost", 0, settings);
    settings.put("VERSIONS_DATA_DIR", temporary.resolve("third").toString());
    runbook.run("The data directory is lost", 0, settings);
    try (ServiceProcess service = start()) {
      client.assertAllThere(service);
      settings.put("SERVICE_URL", service.url());
      runbook.run("Both are lost", 1, settings);
      assertThat(origin.read("main", "versions.json"))
          .containsPattern("\"current\": \"1\\.1\\.0\"");
      client.increment(service, "7-app", "8-other", "9-late");
    }
    assertThat(origin.git().run("rev-list", "--count", "main")).containsExactly("21");
    origin.git().run("fsck", "--full", "--strict");
  }

  private BareRepository emptyRemote(String name) {
    BareRepository repository = remote.create(name, "main");
    repository.configure("receive.denyNonFastForwards", "true");
    repository.configure("receive.denyDeletes", "true");
    return repository;
  }

  /** Removes a repository or a data directory. */
  private void lose(String name) throws IOException {
    Path repository = temporary.resolve(name + ".git");
    Path lost = Files.exists(repository) ? repository : temporary.resolve(name);
    Files.move(lost, temporary.resolve("lost-" + System.nanoTime()));
  }

  private static void askTheRemote(ServiceProcess service) {
    assertThat(send(service, "POST", "/hooks/push", ADMIN)).isEqualTo(204);
  }

  private static void awaitPushed(ServiceProcess service) {
    Awaitility.await("pushed")
        .atMost(Duration.ofSeconds(5))
        .until(() -> health(service).contains("\"unpushed\":\"0\""));
    assertThat(health(service)).contains("\"remote\":\"answers\"");
  }

  private static String health(ServiceProcess service) {
    return service.get("/health/ready").body();
  }

  private static String issueToken(ServiceProcess service) {
    String body =
        service
            .send(
                "POST",
                "/tokens",
                "{\"name\": \"ci\", \"role\": \"writer\"}",
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + ADMIN)
            .body();
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      return reader.readObject().getString("token");
    }
  }

  private static int send(ServiceProcess service, String method, String path, String token) {
    return service.send(method, path, "", "Authorization", "Bearer " + token).statusCode();
  }

  private ServiceProcess start() {
    Path log = temporary.resolve("service-" + System.nanoTime() + ".log");
    return ServiceProcess.start(settings, log).awaitReady();
  }
}
