package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.versionservice.api.Client.Answer;

/** Tests the history of an app and earlier states of the registry. */
@ExtendWith(SharedService.class)
class HistoryIT {

  private Client client;

  @BeforeEach
  void connect(Client client) {
    this.client = client;
  }

  @Test
  void history_hasTheChangesNewestFirst_alsoOfADeletedApp() {
    client.json("POST", "/version/hist-a/increment?type=minor", "{\"sha\":\"abcdef0\"}");
    client.json("PUT", "/version/hist-a", "{\"version\":\"3.0.0\"}");
    client.send("DELETE", "/version/hist-a", null);

    Answer answer = client.get("/version/hist-a/history");
    JsonArray steps = answer.array();
    assertThat(steps).hasSize(3);
    assertThat(steps.getJsonObject(0).getString("type")).isEqualTo("delete");
    assertThat(steps.getJsonObject(1).getString("type")).isEqualTo("set");
    JsonObject first = steps.getJsonObject(2);
    assertThat(first.keySet())
        .containsExactly("version", "previous", "type", "at", "by", "sha", "commit", "message");
    assertThat(first.getString("version")).isEqualTo("1.1.0");
    assertThat(first.getString("previous")).isEqualTo("1.0.0");
    assertThat(first.getString("type")).isEqualTo("minor");
    assertThat(first.getString("at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    assertThat(first.getString("by")).isEqualTo("anonymous");
    assertThat(first.getString("sha")).isEqualTo("abcdef0");
    assertThat(first.getString("message")).isEqualTo("hist-a 1.1.0");
    assertThat(answer.header("Link")).isNull();
    assertThat(answer.header("ETag"))
        .isEqualTo('"' + steps.getJsonObject(0).getString("commit") + '"');
    assertThat(
            client
                .get("/version/hist-a/history", "If-None-Match", answer.header("ETag") + "")
                .status())
        .isEqualTo(304);
    assertThat(client.get("/version/hist-b/history").problem()).isEqualTo("APP_NOT_FOUND");
  }

  @Test
  void history_isPaged_andTheLinkLeadsOn() {
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 7; i++) {
      client.post("/version/page-a/increment");
      expected.add(0, "1.0." + i);
    }
    List<String> versions = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String path = "/version/page-a/history?limit=3";
    while (path != null) {
      Answer page = client.get(path);
      page.array().forEach(step -> versions.add(step.asJsonObject().getString("version")));
      sizes.add(page.array().size());
      path = next(page.header("Link"));
    }
    assertThat(versions).isEqualTo(expected);
    assertThat(sizes).containsExactly(3, 3, 1);
    assertThat(client.get("/version/page-a/history?limit=1").array()).hasSize(1);
    assertThat(client.get("/version/page-a/history?limit=500").array()).hasSize(7);
  }

  @Test
  void history_ofWrongParameters_isRefused() {
    client.post("/version/hbad-a/increment");
    for (String limit : List.of("0", "501", "-1", "x", "", "1.5", "99999999999", "%2B5")) {
      assertThat(client.get("/version/hbad-a/history?limit=" + limit).problem())
          .as(limit)
          .isEqualTo("INVALID_PARAMETER");
    }
    for (String before : List.of("", "abc", "x".repeat(40), "a".repeat(41))) {
      assertThat(client.get("/version/hbad-a/history?before=" + before).problem())
          .as(before)
          .isEqualTo("INVALID_PARAMETER");
    }
    Answer unknown = client.get("/version/hbad-a/history?before=" + "0".repeat(40));
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.problem()).isEqualTo("COMMIT_NOT_FOUND");
    assertThat(client.get("/version/hbad/history").problem()).isEqualTo("INVALID_APP_ID");
  }

  @Test
  void versionsAt_aCommitOrATime_areThoseOfThen() {
    String first = commit("at-a");
    commit("at-a");
    String third = commit("at-b");
    client.send("DELETE", "/version/at-b", null);

    assertThat(at(first).getJsonObject("at-a").getString("current")).isEqualTo("1.0.1");
    assertThat(at(first)).doesNotContainKey("at-b");
    assertThat(at(third.substring(0, 12)).getJsonObject("at-b").getString("current"))
        .isEqualTo("1.0.1");
    assertThat(client.get("/versions?at=" + first).header("ETag")).isEqualTo('"' + first + '"');
    assertThat(client.get("/versions?at=2001-01-01T00:00:00Z").body()).isEqualTo("{}");
    String later = Instant.now().plusSeconds(60).toString();
    assertThat(client.get("/versions?at=" + later).body())
        .isEqualTo(client.get("/versions").body());
    assertThat(client.get("/versions?at=2001-01-01T00:00:00%2B02:00").status()).isEqualTo(200);
    assertThat(client.get("/versions?at=2001-01-01T00:00:00+02:00").status()).isEqualTo(200);

    for (String wrong : List.of("", "yesterday", "2001-01-01", "abc", "2001-01-01T00:00:00")) {
      assertThat(client.get("/versions?at=" + wrong).problem())
          .as(wrong)
          .isEqualTo("INVALID_PARAMETER");
    }
    assertThat(client.get("/versions?at=0000000").problem()).isEqualTo("COMMIT_NOT_FOUND");
  }

  private JsonObject at(String commit) {
    return client.get("/versions?at=" + commit).json();
  }

  private String commit(String app) {
    return client.post("/version/" + app + "/increment").json().getString("commit");
  }

  private static @Nullable String next(@Nullable String link) {
    if (link == null) {
      return null;
    }
    Matcher next = Pattern.compile("<(.*)>; rel=\"next\"").matcher(link);
    assertThat(next.matches()).as(link).isTrue();
    return next.group(1);
  }
}
