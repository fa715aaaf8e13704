package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.versionservice.api.Client.Answer;

/** Tests each call as its documentation describes it. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ApiIT {

  @ArquillianResource private URL url;
  private Client client;

  @Deployment(testable = false)
  static WebArchive war() {
    return Deployments.war();
  }

  @BeforeEach
  void connect() throws URISyntaxException {
    client = new Client(url.toURI()).awaitReady();
  }

  @Test
  void increment_ofUnknownApp_startsFromTheInitialVersion() {
    JsonObject first = client.post("/version/inc-app/increment").json();
    assertThat(first.getString("app_id")).isEqualTo("inc-app");
    assertThat(first.getString("version")).isEqualTo("1.0.1");
    assertThat(first.getString("previous")).isEqualTo("1.0.0");
    assertThat(first.getInt("revision")).isEqualTo(1);
    assertThat(first.getString("commit")).matches("[0-9a-f]{40}");
    assertThat(first).doesNotContainKey("pushed");
    assertThat(first.keySet())
        .containsExactly("app_id", "version", "previous", "revision", "commit", "current");
  }

  @Test
  void increment_ofEachType_isTheNextVersion() {
    assertThat(increment("types-app", "patch")).isEqualTo("1.0.1");
    assertThat(increment("types-app", "minor")).isEqualTo("1.1.0");
    assertThat(increment("types-app", "major")).isEqualTo("2.0.0");
    assertThat(increment("types-app", "prerelease&preid=beta&base=minor"))
        .isEqualTo("2.1.0-beta.1");
    assertThat(increment("types-app", "prerelease&preid=beta")).isEqualTo("2.1.0-beta.2");
    assertThat(increment("types-app", "prerelease")).isEqualTo("2.1.0-rc.1");
    assertThat(increment("types-app", "release")).isEqualTo("2.1.0");
    Answer again = client.post("/version/types-app/increment?type=release");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.problem()).isEqualTo("NOT_A_PRERELEASE");
  }

  @Test
  void increment_asText_isTheBareVersion() {
    Answer answer = client.post("/version/text-app/increment", "Accept", "text/plain");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("text/plain");
    assertThat(answer.body()).isEqualTo("1.0.1\n");
    assertThat(client.get("/version/text-app", "Accept", "text/plain").body()).isEqualTo("1.0.1\n");
  }

  @Test
  void increment_past2To63_isRefused() {
    client.json("PUT", "/version/max-app", "{\"version\":\"1.2.9223372036854775807\"}");
    Answer answer = client.post("/version/max-app/increment");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.problem()).isEqualTo("VERSION_EXHAUSTED");
    assertThat(increment("max-app", "minor")).isEqualTo("1.3.0");
  }

  @Test
  void increments_byManyAtOnce_areAllDifferent() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(64);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < 640; i++) {
      answers.add(callers.submit(() -> increment("flood-app", "patch")));
    }
    callers.shutdown();
    Set<String> versions = new HashSet<>();
    for (Future<String> answer : answers) {
      versions.add(answer.get());
    }
    assertThat(versions)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 640).mapToObj(i -> "1.0." + i).toList());
  }

  @Test
  void get_ofKnownApp_isItsEntry() {
    increment("get-app.x_y-z", "patch");
    JsonObject entry = client.get("/version/get-app.x_y-z").json();
    assertThat(entry.keySet())
        .containsExactly("current", "project_id", "app_name", "last_updated", "revision");
    assertThat(entry.getString("project_id")).isEqualTo("get");
    assertThat(entry.getString("app_name")).isEqualTo("app.x_y-z");
    assertThat(entry.getString("last_updated"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
  }

  @Test
  void get_ofUnknownApp_createsNothing() {
    assertThat(client.get("/version/nobody-app").problem()).isEqualTo("APP_NOT_FOUND");
    assertThat(client.get("/versions/nobody").body()).isEqualTo("{}");
  }

  @Test
  void put_ofNewApp_isCreated_ofKnown_hasToBeHigher() {
    Answer created = client.json("PUT", "/version/put-app", "{\"version\":\"2.0.0+b.1\"}");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json()).doesNotContainKey("previous");
    Answer same = client.json("PUT", "/version/put-app", "{\"version\":\"2.0.0+b.1\"}");
    assertThat(same.status()).isEqualTo(200);
    assertThat(same.json().getInt("revision")).isEqualTo(1);
    for (String version : List.of("2.0.0", "2.0.0+b.2", "1.9.9", "2.0.0-rc.1")) {
      Answer lower = client.json("PUT", "/version/put-app", "{\"version\":\"" + version + "\"}");
      assertThat(lower.status()).as(version).isEqualTo(409);
      assertThat(lower.problem()).isEqualTo("VERSION_NOT_HIGHER");
    }
    Answer forced = client.json("PUT", "/version/put-app?force=true", "{\"version\":\"1.0.0\"}");
    assertThat(forced.json().getString("version")).isEqualTo("1.0.0");
    assertThat(forced.json().getString("previous")).isEqualTo("2.0.0+b.1");
    assertThat(client.get("/version/put-app", "Accept", "text/plain").body()).isEqualTo("1.0.0\n");
    assertThat(increment("put-app", "patch")).as("never twice").isEqualTo("2.0.1");
  }

  @Test
  void dev_namesTheNextPatch_andStoresNothing() {
    increment("dev-app", "patch");
    String body = "{\"sha\":\"ABCDEF0123456789\",\"branch\":\"feature/x\"}";
    JsonObject dev = client.json("POST", "/version/dev-app/dev", body).json();
    assertThat(dev.getString("version")).isEqualTo("1.0.2-dev-abcdef0");
    assertThat(client.get("/version/dev-app").json().getString("current")).isEqualTo("1.0.1");
    assertThat(client.json("POST", "/version/dev-new/dev", body).json().getString("version"))
        .isEqualTo("1.0.1-dev-abcdef0");
    assertThat(client.get("/version/dev-new").status()).isEqualTo(404);
  }

  @Test
  void delete_ofAnApp_andItsReturnAboveItsLastVersion() {
    increment("del-app", "major");
    JsonObject deleted = client.send("DELETE", "/version/del-app", null).json();
    assertThat(deleted.getJsonArray("deleted").getString(0)).isEqualTo("del-app");
    assertThat(deleted.getString("commit")).matches("[0-9a-f]{40}");
    assertThat(client.send("DELETE", "/version/del-app", null).problem())
        .isEqualTo("APP_NOT_FOUND");
    assertThat(client.get("/version/del-app").problem()).isEqualTo("APP_NOT_FOUND");
    assertThat(increment("del-app", "patch")).isEqualTo("2.0.1");
  }

  @Test
  void delete_ofAProject_deletesItsAppsOnly() {
    for (String app : List.of("pro-b", "pro-a", "pro.x-a")) {
      increment(app, "patch");
    }
    JsonObject deleted = client.send("DELETE", "/versions/pro", null).json();
    assertThat(deleted.getJsonArray("deleted")).hasToString("[\"pro-a\",\"pro-b\"]");
    assertThat(client.get("/versions/pro").body()).isEqualTo("{}");
    assertThat(client.get("/version/pro.x-a").status()).isEqualTo(200);
    assertThat(client.send("DELETE", "/versions/pro", null).problem())
        .isEqualTo("PROJECT_NOT_FOUND");
  }

  @Test
  void delete_ofEither_isTheAppOrTheProject() {
    increment("either-a", "patch");
    increment("either-b", "patch");
    assertThat(client.send("DELETE", "/delete/either-a", null).status()).isEqualTo(200);
    assertThat(client.send("DELETE", "/delete/either", null).json().getJsonArray("deleted"))
        .hasToString("[\"either-b\"]");
    assertThat(client.send("DELETE", "/delete/either", null).problem())
        .isEqualTo("PROJECT_NOT_FOUND");
    assertThat(client.send("DELETE", "/delete/either-b", null).problem())
        .isEqualTo("APP_NOT_FOUND");
  }

  @Test
  void list_isSortedAndCutToTheProject() {
    for (String app : List.of("list-z", "list-a", "list-m")) {
      increment(app, "patch");
    }
    assertThat(client.get("/versions/list").json().keySet())
        .containsExactly("list-a", "list-m", "list-z");
    assertThat(new ArrayList<>(client.get("/versions").json().keySet()))
        .contains("list-a", "list-z")
        .isSorted();
  }

  @Test
  void health_metricsAndOpenApi_answer() {
    assertThat(client.get("/health/live").json().getString("status")).isEqualTo("UP");
    assertThat(client.get("/health/ready").json().getString("status")).isEqualTo("UP");
    assertThat(client.get("/health/started").json().getString("status")).isEqualTo("UP");
    increment("metric-app", "patch");
    assertThat(client.get("/metrics").body())
        .contains("versionservice_changes_total{", "versionservice_apps{", "outcome=\"patch\"")
        .doesNotContain("metric-app");
    assertThat(client.get("/openapi").body())
        .contains("/version/{app-id}/increment", "Issue the next version", "1234-user-service");
  }

  @Test
  void hookAndConflicts_withoutARemote_areAnswered() {
    Answer hook =
        client.send("POST", "/hooks/push", "{\"ref\":\"x\"}", "Content-Type", "application/json");
    assertThat(hook.status()).isEqualTo(204);
    assertThat(client.get("/conflicts").body()).isEqualTo("[]");
  }

  @Test
  void head_andOptions_areAnswered() {
    increment("head-app", "patch");
    Answer head = client.send("HEAD", "/version/head-app", null);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    Answer options = client.send("OPTIONS", "/version/head-app", null);
    assertThat(options.status()).isBetween(200, 204);
    assertThat(options.header("Allow")).contains("GET", "PUT", "DELETE", "HEAD");
  }

  private String increment(String app, String type) {
    Answer answer =
        client.post("/version/" + app + "/increment?type=" + type, "Accept", "text/plain");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.body().strip();
  }
}
