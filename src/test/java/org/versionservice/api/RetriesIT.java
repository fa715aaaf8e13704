package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.versionservice.api.Client.Answer;

/** Tests that retries of a job get the same version. */
@ExtendWith(SharedService.class)
class RetriesIT {

  private static final String KEY = "Idempotency-Key";

  private Client client;

  @BeforeEach
  void connect(Client client) {
    this.client = client;
  }

  @Test
  void sameKey_getsTheSameAnswer() {
    Answer first = client.post("/version/key-a/increment?type=minor", KEY, "job#1");
    assertThat(first.header("Idempotent-Replay")).isNull();
    client.post("/version/key-a/increment");
    Answer again = client.post("/version/key-a/increment?type=minor", KEY, "job#1");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
    assertThat(again.body()).isEqualTo(first.body());
    Answer text =
        client.post("/version/key-a/increment?type=minor", KEY, "job#1", "Accept", "text/plain");
    assertThat(text.body()).isEqualTo("1.1.0\n");
    assertThat(text.header("Idempotent-Replay")).isEqualTo("true");
    assertThat(client.get("/version/key-a").json().getString("current")).isEqualTo("1.1.1");
  }

  @Test
  void sameKeyAtOnce_getsOneVersion() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(50);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(callers.submit(() -> client.post("/version/key-b/increment", KEY, "b").body()));
    }
    callers.shutdown();
    Set<String> bodies = new HashSet<>();
    for (Future<String> answer : answers) {
      bodies.add(answer.get());
    }
    assertThat(bodies).hasSize(1);
    assertThat(client.get("/version/key-b").json().getInt("revision")).isEqualTo(1);
  }

  @Test
  void sameKeyForSomethingElse_isRefused() {
    client.post("/version/key-c/increment", KEY, "c");
    for (Answer other :
        List.of(
            client.post("/version/key-c/increment?type=major", KEY, "c"),
            client.json("PUT", "/version/key-c", "{\"version\":\"9.0.0\"}", KEY, "c"),
            client.send("DELETE", "/version/key-c", null, KEY, "c"))) {
      assertThat(other.status()).isEqualTo(422);
      assertThat(other.problem()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }
    assertThat(client.get("/version/key-c").json().getInt("revision")).isEqualTo(1);
  }

  @Test
  void sameKeyForAnotherApp_isAnotherRequest() {
    for (String app : List.of("keys-a", "keys-b")) {
      Answer first = client.post("/version/" + app + "/increment", KEY, "4711");
      assertThat(first.header("Idempotent-Replay")).isNull();
      Answer again = client.post("/version/" + app + "/increment", KEY, "4711");
      assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
      assertThat(again.body()).isEqualTo(first.body());
    }
    Answer deleted = client.send("DELETE", "/versions/keys", null, KEY, "4711");
    assertThat(deleted.status()).isEqualTo(200);
    Answer again = client.send("DELETE", "/versions/keys", null, KEY, "4711");
    assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
  }

  @Test
  void sameKeyOfASetAndOfDeletions_getsTheSameAnswer() {
    String set = "{\"version\":\"3.0.0\"}";
    Answer first = client.json("PUT", "/version/kset-a", set, KEY, "set-a");
    Answer again = client.json("PUT", "/version/kset-a", set, KEY, "set-a");
    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Idempotent-Replay")).isEqualTo("true");

    client.post("/version/kset-b/increment");
    client.post("/version/kset-c/increment");
    for (String path : List.of("/version/kset-b", "/versions/kset")) {
      Answer deleted = client.send("DELETE", path, null, KEY, "d-" + path);
      Answer retried = client.send("DELETE", path, null, KEY, "d-" + path);
      assertThat(deleted.status()).isEqualTo(200);
      assertThat(retried.body()).isEqualTo(deleted.body());
      assertThat(retried.header("Idempotent-Replay")).isEqualTo("true");
    }
  }

  @Test
  void invalidKey_isRefused() {
    for (String key : List.of("a b", "x".repeat(256), "a,\tb")) {
      Answer answer = client.post("/version/key-bad/increment", KEY, key);
      assertThat(answer.status()).as(key).isEqualTo(400);
      assertThat(answer.problem()).isEqualTo("INVALID_PARAMETER");
    }
    assertThat(client.post("/version/key-long/increment", KEY, "x".repeat(255)).status())
        .isEqualTo(200);
    assertThat(client.get("/version/key-bad").status()).isEqualTo(404);
  }

  @Test
  void sameSha_getsTheSameVersionWhateverTheType() {
    Answer first = increment("sha-a", "", "{\"sha\":\"ABCDEF0123\"}");
    assertThat(first.header("Idempotent-Replay")).isNull();
    Answer again = increment("sha-a", "?type=major", "{\"sha\":\"abcdef0123\"}");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
    assertThat(client.get("/version/sha-a").json().getString("sha")).isEqualTo("abcdef0123");
    assertThat(increment("sha-b", "", "{\"sha\":\"abcdef0123\"}").header("Idempotent-Replay"))
        .isNull();
    assertThat(increment("sha-a", "", "{}").json().getString("version")).isEqualTo("1.0.2");
  }

  @Test
  void commits_determineTheType_andAreTheReason() {
    JsonObject minor =
        increment("cc-a", "", "{\"commits\":[\"fix: a\",\"feat(ui): b\\n\\nmore\"]}").json();
    assertThat(minor.getString("version")).isEqualTo("1.1.0");
    assertThat(minor.getString("type")).isEqualTo("minor");
    assertThat(minor.getString("reason")).isEqualTo("feat(ui): b");
    assertThat(increment("cc-a", "", "{\"commits\":[\"fix!: a\"]}").json().getString("version"))
        .isEqualTo("2.0.0");
    JsonObject patch = increment("cc-a", "", "{\"commits\":[]}").json();
    assertThat(patch.getString("version")).isEqualTo("2.0.1");
    assertThat(patch.getString("type")).isEqualTo("patch");
    assertThat(increment("cc-a", "", "{}").json()).doesNotContainKeys("type", "reason");

    Answer both = increment("cc-a", "?type=minor", "{\"commits\":[\"fix: a\"]}");
    assertThat(both.status()).isEqualTo(400);
    assertThat(both.problem()).isEqualTo("INVALID_PARAMETER");
    for (String body :
        List.of(
            "{\"commits\":\"fix: a\"}",
            "{\"commits\":[null]}",
            "{\"commits\":[{}]}",
            "{\"sha\":\"abc\"}",
            "{\"sha\":{}}")) {
      assertThat(increment("cc-a", "", body).problem()).as(body).isEqualTo("INVALID_BODY");
    }
  }

  @Test
  void dryRun_saysWhatWouldBeIssued_andStoresNothing() {
    JsonObject dry = increment("dry-a", "?type=minor&dryRun=true", "{}").json();
    assertThat(dry.keySet())
        .containsExactly("app_id", "version", "previous", "revision", "dryRun", "current");
    assertThat(dry.getString("version")).isEqualTo("1.1.0");
    assertThat(dry.getBoolean("dryRun")).isTrue();
    assertThat(client.get("/version/dry-a").status()).isEqualTo(404);

    increment("dry-a", "?dryRun=false", "{\"sha\":\"abcdef0\"}");
    Answer replay = increment("dry-a", "?dryRun=true", "{\"sha\":\"abcdef0\"}");
    assertThat(replay.json().getString("version")).isEqualTo("1.0.1");
    assertThat(replay.header("Idempotent-Replay")).isEqualTo("true");
    assertThat(increment("dry-a", "?type=release&dryRun=true", "{}").problem())
        .isEqualTo("NOT_A_PRERELEASE");
    assertThat(increment("dry-a", "?dryRun=perhaps", "{}").problem())
        .isEqualTo("INVALID_PARAMETER");
    assertThat(client.get("/version/dry-a").json().getInt("revision")).isEqualTo(1);
  }

  @Test
  void emptyBody_needsNoType() {
    for (String type : List.of("application/x-www-form-urlencoded", "application/json")) {
      assertThat(
              client.send("POST", "/version/empty-a/increment", "", "Content-Type", type).status())
          .isEqualTo(200);
    }
    Answer form =
        client.send(
            "POST",
            "/version/empty-a/increment",
            "a=b",
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(form.status()).isEqualTo(415);
  }

  private Answer increment(String app, String query, String body) {
    return client.json("POST", "/version/" + app + "/increment" + query, body);
  }
}
