package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.versionservice.api.Client.Answer;

/** Tests entity tags, preconditions, compression and the headers of all responses. */
@ExtendWith(SharedService.class)
class ConditionalIT {

  private static final String IF_MATCH = "If-Match";
  private static final String IF_NONE_MATCH = "If-None-Match";

  private Client client;
  private URI base;

  @BeforeEach
  void connect(Client client, URI base) {
    this.client = client;
    this.base = base;
  }

  @Test
  void get_ofAnApp_hasATagForEachRepresentation() {
    client.post("/version/tag-a/increment");
    Answer json = client.get("/version/tag-a");
    assertThat(json.header("ETag")).isEqualTo("\"1\"");
    assertThat(json.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(json.header("Vary")).contains("Accept");
    assertThat(client.get("/version/tag-a", "Accept", "text/plain").header("ETag"))
        .isEqualTo("\"1t\"");
    assertThat(client.send("HEAD", "/version/tag-a", null).header("ETag")).isEqualTo("\"1\"");

    for (String tags : List.of("\"1\"", "W/\"1\"", "*", "\"0\", \"1\"")) {
      Answer unchanged = client.get("/version/tag-a", IF_NONE_MATCH, tags);
      assertThat(unchanged.status()).as(tags).isEqualTo(304);
      assertThat(unchanged.body()).isEmpty();
      assertThat(unchanged.header("ETag")).isEqualTo("\"1\"");
      assertThat(unchanged.header("Cache-Control")).isEqualTo("no-cache");
    }
    assertThat(client.send("HEAD", "/version/tag-a", null, IF_NONE_MATCH, "\"1\"").status())
        .isEqualTo(304);
    for (String tags : List.of("\"1t\"", "\"0\"", "1", "nonsense")) {
      assertThat(client.get("/version/tag-a", IF_NONE_MATCH, tags).status())
          .as(tags)
          .isEqualTo(200);
    }
    Answer refused = client.get("/version/tag-a", IF_MATCH, "\"2\"");
    assertThat(refused.status()).isEqualTo(412);
    assertThat(refused.problem()).isEqualTo("PRECONDITION_FAILED");
    assertThat(client.get("/version/tag-a", IF_MATCH, "\"1\"").status()).isEqualTo(200);

    client.post("/version/tag-a/increment");
    assertThat(client.get("/version/tag-a", IF_NONE_MATCH, "\"1\"").header("ETag"))
        .isEqualTo("\"2\"");
  }

  @Test
  void get_ofLists_isTaggedWithTheNewestCommit() {
    String commit = client.post("/version/tags-a/increment").json().getString("commit");
    for (String list : List.of("/versions", "/versions/tags", "/versions/nobody", "/conflicts")) {
      Answer answer = client.get(list);
      assertThat(answer.header("ETag")).as(list).isEqualTo('"' + commit + '"');
      assertThat(client.get(list, IF_NONE_MATCH, answer.header("ETag") + "").status())
          .as(list)
          .isEqualTo(304);
    }
    client.post("/version/tags-a/increment");
    assertThat(client.get("/versions", IF_NONE_MATCH, '"' + commit + '"').status()).isEqualTo(200);
  }

  @Test
  void writes_dependOnTheRevisionThatWasSeen() {
    client.post("/version/match-a/increment");
    assertFailed(client.post("/version/match-a/increment", IF_MATCH, "\"2\""));
    assertFailed(client.post("/version/match-a/increment", IF_MATCH, "W/\"1\""));
    assertFailed(client.post("/version/match-a/increment", IF_MATCH, "\"x\""));
    assertFailed(client.post("/version/match-b/increment", IF_MATCH, "*"));
    assertFailed(put("match-a", "1.0.0", IF_MATCH, "\"2t\""));
    assertFailed(put("match-a", "5.0.0", IF_NONE_MATCH, "*"));
    assertFailed(put("match-a", "5.0.0", IF_NONE_MATCH, "\"1\""));
    assertFailed(client.send("DELETE", "/version/match-a", null, IF_MATCH, "\"2\""));
    assertFailed(client.send("DELETE", "/delete/match-a", null, IF_MATCH, "\"2\""));
    assertThat(client.get("/version/match-a").json().getInt("revision")).isEqualTo(1);
    assertThat(client.get("/version/match-b").status()).isEqualTo(404);

    assertThat(client.post("/version/match-a/increment", IF_MATCH, "\"1t\"").status())
        .isEqualTo(200);
    assertThat(put("match-a", "5.0.0", IF_MATCH, "\"9\", \"2\"").status()).isEqualTo(200);
    assertThat(put("match-b", "5.0.0", IF_NONE_MATCH, "*").status()).isEqualTo(201);
    assertThat(client.send("DELETE", "/version/match-a", null, IF_MATCH, "*").status())
        .isEqualTo(200);
    Answer absent = client.send("DELETE", "/version/match-a", null, IF_MATCH, "\"1\"");
    assertThat(absent.problem()).isEqualTo("APP_NOT_FOUND");
    Answer malformed = client.post("/version/match-a/increment", IF_MATCH, "1");
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.problem()).isEqualTo("INVALID_PARAMETER");
  }

  @Test
  void deletionOfAProject_dependsOnTheListThatWasSeen() {
    client.post("/version/mpro-a/increment");
    String seen = client.get("/versions/mpro").header("ETag") + "";
    client.post("/version/mpro-b/increment");
    assertFailed(client.send("DELETE", "/versions/mpro", null, IF_MATCH, seen));
    assertFailed(client.send("DELETE", "/delete/mpro", null, IF_MATCH, seen));
    String now = client.get("/versions/mpro", "Accept-Encoding", "gzip").header("ETag") + "";
    assertThat(client.send("DELETE", "/versions/mpro", null, IF_MATCH, now).status())
        .isEqualTo(200);
  }

  /** Many clients see the same revision; only one of them may change it. */
  @Test
  void writesAtOnce_forOneRevision_areMadeOnce() throws Exception {
    client.post("/version/race-a/increment");
    ExecutorService callers = Executors.newFixedThreadPool(32);
    List<Future<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      answers.add(
          callers.submit(
              () -> client.post("/version/race-a/increment", IF_MATCH, "\"1\"").status()));
    }
    callers.shutdown();
    List<Integer> statuses = new ArrayList<>();
    for (Future<Integer> answer : answers) {
      statuses.add(answer.get());
    }
    assertThat(statuses).containsOnlyOnce(200).contains(412).containsOnly(200, 412);
    assertThat(client.get("/version/race-a").json().getInt("revision")).isEqualTo(2);
  }

  @Test
  void lists_areCompressed_ifTheClientAcceptsIt() throws Exception {
    String commit = client.post("/version/zip-a/increment").json().getString("commit");
    HttpResponse<byte[]> zipped = bytes("/versions", "gzip, br");
    assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(zipped.headers().firstValue("ETag")).hasValue('"' + commit + "-gzip\"");
    assertThat(zipped.headers().firstValue("Vary").orElse("")).contains("Accept-Encoding");
    assertThat(unzipped(zipped.body())).isEqualTo(client.get("/versions").body());

    assertThat(bytes("/versions", "gzip;q=0").headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(bytes("/version/zip-a", "gzip").headers().firstValue("Content-Encoding")).isEmpty();
    String tag = zipped.headers().firstValue("ETag").orElseThrow();
    assertThat(client.get("/versions", IF_NONE_MATCH, tag, "Accept-Encoding", "gzip").status())
        .isEqualTo(304);
    assertThat(client.get("/versions", IF_NONE_MATCH, tag).status())
        .as("another representation")
        .isEqualTo(200);
  }

  @Test
  void requestId_isEchoedOrMade_onAllAnswers() {
    for (String path : List.of("/versions", "/version/id-x", "/nowhere", "/WEB-INF/web.xml")) {
      assertThat(client.get(path, "X-Request-Id", "abc-1/x~").header("X-Request-Id"))
          .as(path)
          .isEqualTo("abc-1/x~");
      assertThat(client.get(path).header("X-Request-Id")).as(path).hasSize(36);
    }
    for (String odd : List.of("a b", "x".repeat(129), "")) {
      assertThat(client.get("/versions", "X-Request-Id", odd).header("X-Request-Id"))
          .as(odd)
          .hasSize(36);
    }
    assertThat(client.get("/versions").header("X-Request-Id"))
        .isNotEqualTo(client.get("/versions").header("X-Request-Id"));
    assertThat(client.send("TRACE", "/versions", null).header("X-Request-Id")).hasSize(36);
    assertThat(client.json("PUT", "/version/id-x", "{").header("X-Request-Id")).hasSize(36);
    assertThat(client.post("/version/id-x/increment").header("X-Request-Id")).hasSize(36);
  }

  @Test
  void scriptsOfOtherPages_needToBeAllowed() {
    String origin = SharedService.ORIGIN;
    Answer allowed = client.get("/versions", "Origin", origin);
    assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(origin);
    assertThat(allowed.header("Access-Control-Expose-Headers")).contains("ETag");
    assertThat(client.get("/nowhere", "Origin", origin).header("Access-Control-Allow-Origin"))
        .isEqualTo(origin);
    Answer preflight =
        client.send(
            "OPTIONS",
            "/version/cors-a",
            null,
            "Origin",
            origin,
            "Access-Control-Request-Method",
            "PUT");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Methods")).contains("PUT");
    assertThat(preflight.header("Access-Control-Allow-Headers")).contains("If-Match");
    Answer other = client.get("/versions", "Origin", "https://evil.example");
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.header("Access-Control-Allow-Origin")).isNull();
    assertThat(client.get("/versions").header("Access-Control-Allow-Origin")).isNull();
  }

  /** A cache must not serve one origin the response to another. */
  @Test
  void cacheableResponses_varyByOrigin() {
    client.post("/version/vary-a/increment");
    for (String path :
        List.of("/versions", "/version/vary-a", "/version/vary-a/badge.svg", "/conflicts")) {
      Answer answer = client.get(path, "Origin", SharedService.ORIGIN);
      assertThat(answer.header("Vary")).as(path).isEqualTo("Accept, Accept-Encoding, Origin");
      Answer unchanged = client.get(path, IF_NONE_MATCH, answer.header("ETag") + "");
      assertThat(unchanged.status()).as(path).isEqualTo(304);
      assertThat(unchanged.header("Vary")).as(path).isEqualTo("Accept, Accept-Encoding, Origin");
      assertThat(client.get(path, IF_MATCH, "\"x\"").header("Vary")).as(path).contains("Origin");
    }
    assertThat(client.get("/nowhere").header("Vary")).isEqualTo("Origin");
  }

  @Test
  void idempotencyKeys_twoOfThem_areRefused() {
    Answer answer =
        client.post("/version/keys-a/increment", "Idempotency-Key", "a", "Idempotency-Key", "b");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.problem()).isEqualTo("INVALID_PARAMETER");
    assertThat(client.get("/version/keys-a").status()).isEqualTo(404);
  }

  @Test
  void options_listTheMethods() {
    for (String[] expected :
        new String[][] {
          {"/version/opt-a", "DELETE", "GET", "HEAD", "OPTIONS", "PUT"},
          {"/version/opt-a/increment", "OPTIONS", "POST"},
          {"/versions", "GET", "HEAD", "OPTIONS"},
          {"/versions/opt", "DELETE", "GET", "HEAD", "OPTIONS"},
          {"/delete/opt-a", "DELETE", "OPTIONS"},
          {"/conflicts", "GET", "HEAD", "OPTIONS"},
          {"/hooks/push", "OPTIONS", "POST"},
        }) {
      Answer options = client.send("OPTIONS", expected[0], null);
      assertThat(options.status()).as(expected[0]).isIn(200, 204);
      assertThat(List.of((options.header("Allow") + "").split(", *")))
          .as(expected[0])
          .containsExactlyInAnyOrder(
              List.of(expected).subList(1, expected.length).toArray(String[]::new));
    }
    assertThat(client.send("OPTIONS", "/nowhere", null).problem()).isEqualTo("NOT_FOUND");
  }

  private HttpResponse<byte[]> bytes(String path, String codings) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path)).header("Accept-Encoding", codings).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String unzipped(byte[] body) throws IOException {
    try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Answer put(String app, String version, String... headers) {
    return client.json("PUT", "/version/" + app, "{\"version\":\"" + version + "\"}", headers);
  }

  private static void assertFailed(Answer answer) {
    assertThat(answer.status()).isEqualTo(412);
    assertThat(answer.problem()).isEqualTo("PRECONDITION_FAILED");
  }
}
