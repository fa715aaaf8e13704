package org.versionservice.access;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.EventListener;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.proof.RedisProcess;
import org.versionservice.proof.ServiceProcess;

/** Tests each role with each call: allowed, 401 or 403; and that no secret leaks. */
class AccessIT {

  private static final String ADMIN = "s3cret-admin-token-of-32-characters";
  private static final String REDIS_PASSWORD = "s3cret-of-redis";
  private static final String GITLAB_TOKEN = "s3cret-of-gitlab";
  private static final String JSON = "application/json";

  @TempDir Path temporary;

  private final Map<String, String> tokens = new HashMap<>();
  private final StringBuilder told = new StringBuilder();

  /** The role that a call needs. */
  private enum Needs {
    NOTHING,
    READER,
    WRITER,
    ADMIN
  }

  /**
   * A call.
   *
   * @param project the project of the call; empty for all or none
   */
  private record Call(Needs needs, String method, String path, String body, String project) {

    boolean isFor(Needs role) {
      return role.compareTo(needs) >= 0;
    }

    boolean isHook() {
      return path.equals("/hooks/push");
    }
  }

  /** A caller with a token. */
  private record TestCaller(String name, Needs role, String project) {

    boolean may(Call call) {
      boolean reached =
          project.isEmpty()
              || call.needs() == Needs.NOTHING
              || call.isHook()
              || call.project().equals(project);
      return call.isFor(role) && reached;
    }
  }

  private static final List<TestCaller> CALLERS =
      List.of(
          new TestCaller("reader", Needs.READER, ""),
          new TestCaller("writer", Needs.WRITER, ""),
          new TestCaller("admin-of-all", Needs.ADMIN, ""),
          new TestCaller("reader-of-1", Needs.READER, "1"),
          new TestCaller("writer-of-1", Needs.WRITER, "1"),
          new TestCaller("admin-of-1", Needs.ADMIN, "1"));

  /** None of them creates a token: an unknown limit would not be enforced. */
  private static final List<String> BAD_REQUESTS =
      List.of(
          "{}",
          "{\"name\":\"x\"}",
          "{\"name\":\"x\\ny\",\"role\":\"reader\"}",
          "{\"name\":\"admin\",\"role\":\"reader\"}",
          "{\"name\":\"\u0430dmin\",\"role\":\"reader\"}",
          "{\"name\":1,\"role\":\"reader\"}",
          "{\"name\":\"x\",\"role\":\"owner\"}",
          "{\"name\":\"x\",\"role\":\"reader\",\"role\":\"writer\"}",
          "{\"name\":\"x\",\"role\":\"reader\",\"project\":[\"1234\"]}",
          "{\"name\":\"x\",\"role\":\"reader\",\"projects\":[]}",
          "{\"name\":\"x\",\"role\":\"reader\",\"projects\":null}",
          "{\"name\":\"x\",\"role\":\"reader\",\"projects\":\"1234\"}",
          "{\"name\":\"x\",\"role\":\"reader\",\"projects\":[1234]}",
          "{\"name\":\"x\",\"role\":\"reader\",\"projects\":[\"*\"]}",
          "{\"name\":\"x\",\"role\":\"reader\",\"projects\":[null]}",
          "{\"name\":\"x\",\"role\":\"reader\",\"projects\":[\"1\"],\"projects\":[\"2\"]}",
          "{\"name\":\"x\",\"role\":\"reader\",\"expiresIn\":\"P1D\"}",
          "{\"name\":\"x\",\"role\":\"reader\",\"expires_in\":null}",
          "{\"name\":\"x\",\"role\":\"reader\",\"expires_in\":\"\"}",
          "{\"name\":\"x\",\"role\":\"reader\",\"expires_in\":86400}",
          "{\"name\":\"x\",\"role\":\"reader\",\"expires_in\":\"P0D\"}");

  private static List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (String project : List.of("1", "2")) {
      String app = "/version/" + project + "-app";
      for (String path : List.of(app, app + "/history", app + "/badge.svg", app + "/badge.json")) {
        calls.add(new Call(Needs.READER, "GET", path, "", project));
        calls.add(new Call(Needs.READER, "HEAD", path, "", project));
      }
      calls.add(new Call(Needs.READER, "GET", "/versions/" + project, "", project));
      calls.add(new Call(Needs.READER, "HEAD", "/events?project=" + project, "", project));
      calls.add(new Call(Needs.READER, "HEAD", "/events?app=" + project + "-app", "", project));
      calls.add(new Call(Needs.WRITER, "POST", app + "/increment?dryRun=true", "", project));
      calls.add(new Call(Needs.WRITER, "POST", app + "/increment", "", project));
      calls.add(new Call(Needs.WRITER, "POST", app + "/reserve", "", project));
      for (String path : List.of("/confirm", "/abort")) {
        calls.add(new Call(Needs.WRITER, "POST", app + path, "{\"version\":\"9.9.9\"}", project));
      }
      calls.add(
          new Call(Needs.ADMIN, "POST", app + "/increment?type=calver&force&dryRun", "", project));
      calls.add(new Call(Needs.WRITER, "POST", app + "/dev", "{\"sha\":\"abcdef0\"}", project));
      calls.add(new Call(Needs.WRITER, "PUT", app, "{\"version\":\"1.5.0\"}", project));
      calls.add(new Call(Needs.ADMIN, "PUT", app + "?force", "{\"version\":\"1.4.0\"}", project));
      calls.add(new Call(Needs.ADMIN, "DELETE", app, "", project));
      calls.add(new Call(Needs.ADMIN, "DELETE", "/versions/" + project, "", project));
      calls.add(new Call(Needs.ADMIN, "DELETE", "/delete/" + project, "", project));
      calls.add(new Call(Needs.ADMIN, "DELETE", "/delete/" + project + "-app", "", project));
    }
    calls.add(new Call(Needs.READER, "GET", "/versions", "", ""));
    calls.add(new Call(Needs.READER, "GET", "/versions?at=2026-01-01T00:00:00Z", "", ""));
    calls.add(new Call(Needs.READER, "HEAD", "/versions", "", ""));
    calls.add(new Call(Needs.READER, "HEAD", "/events", "", ""));
    calls.add(new Call(Needs.READER, "GET", "/conflicts", "", ""));
    calls.add(new Call(Needs.WRITER, "POST", "/hooks/push", "", ""));
    calls.add(new Call(Needs.ADMIN, "GET", "/tokens", "", ""));
    calls.add(new Call(Needs.ADMIN, "POST", "/tokens", "{\"name\":\"x\",\"role\":\"reader\"}", ""));
    calls.add(new Call(Needs.ADMIN, "DELETE", "/tokens/0", "", ""));
    for (String path :
        List.of("/health", "/health/live", "/health/ready", "/health/started", "/metrics")) {
      calls.add(new Call(Needs.NOTHING, "GET", path, "", ""));
    }
    calls.add(new Call(Needs.NOTHING, "GET", "/openapi", "", ""));
    calls.add(new Call(Needs.NOTHING, "OPTIONS", "/version/1-app", "", "1"));
    return calls;
  }

  @Test
  void eachRole_mayMakeItsCalls_andNoOther() {
    try (GitHttpServer remote = GitHttpServer.start(temporary);
        RedisProcess redis = RedisProcess.start(temporary, "--requirepass", REDIS_PASSWORD)) {
      BareRepository origin = remote.create("versions.git", "main");
      try (ServiceProcess service = start(remote, redis).awaitReady()) {
        issueTokens(service);
        assertNobodyGetsIn(service);
        CALLERS.forEach(caller -> assertMayMakeItsCalls(service, caller));
        assertAuthorsAreTheTokens(service, origin);
        assertPathsLeadAroundNothing(service);
        assertThereAreNoOtherReplicas(service);
        assertListenersLeaveWithTheirToken(service);
        assertPagesOfOtherSitesChangeNothing(service);
        assertRefusalsAndTokensAreLogged(service);
        assertNoSecretIsTold(service, origin);
      }
    }
  }

  private void issueTokens(ServiceProcess service) {
    for (TestCaller caller : CALLERS) {
      String projects =
          caller.project().isEmpty() ? "" : "\"projects\":[\"" + caller.project() + "\"],";
      String role = caller.name().replaceFirst("-.*", "");
      String body =
          "{\"name\":\"%s\",\"role\":\"%s\",%s\"expires_in\":\"P90D\"}"
              .formatted(caller.name(), role, projects);
      JsonObject issued = json(send(service, ADMIN, "POST", "/tokens", body));
      assertThat(issued.keySet())
          .containsExactly("id", "name", "role", "projects", "created_at", "expires_at", "token");
      tokens.put(caller.name(), issued.getString("token"));
    }
    for (String bad : BAD_REQUESTS) {
      HttpResponse<String> refused = send(service, ADMIN, "POST", "/tokens", bad);
      assertThat(refused.statusCode()).as(bad).isEqualTo(400);
      assertThat(refused.body()).contains("\"code\":\"INVALID_BODY\"");
      Stream.of("project\"", "expiresIn")
          .filter(bad::contains)
          .forEach(odd -> assertThat(refused.body()).as(bad).contains(odd.replace("\"", "\\\"")));
    }
    String made = send(service, ADMIN, "GET", "/tokens", "").body();
    assertThat(made.split("\"id\":", -1)).as(made).hasSize(CALLERS.size() + 1);
  }

  private void assertNobodyGetsIn(ServiceProcess service) {
    String revoked = issue(service, "{\"name\":\"gone\",\"role\":\"admin\"}");
    String id = revoked.substring(3, 15);
    assertThat(send(service, ADMIN, "DELETE", "/tokens/" + id, "").statusCode()).isEqualTo(204);
    assertThat(send(service, ADMIN, "DELETE", "/tokens/" + id, "").statusCode()).isEqualTo(404);
    String expired =
        issue(service, "{\"name\":\"x\",\"role\":\"admin\",\"expires_in\":\"PT0.001S\"}");
    SoftAssertions softly = new SoftAssertions();
    for (String token : List.of("", "vs_unknown", revoked, expired)) {
      for (Call call : calls()) {
        HttpResponse<String> answer = make(service, token, call);
        if (call.needs() == Needs.NOTHING) {
          softly.assertThat(answer.statusCode()).as("%s", call).isBetween(200, 204);
        } else {
          assertRefused(softly, call, answer, 401, "UNAUTHORIZED");
          softly
              .assertThat(answer.headers().allValues("WWW-Authenticate"))
              .as("%s", call)
              .containsExactly(
                  "Bearer realm=\"Version Service\""
                      + (token.isEmpty() ? "" : ", error=\"invalid_token\""),
                  "Basic realm=\"Version Service\", charset=\"UTF-8\"");
        }
      }
    }
    softly.assertAll();
  }

  private void assertMayMakeItsCalls(ServiceProcess service, TestCaller caller) {
    SoftAssertions softly = new SoftAssertions();
    String token = tokens.getOrDefault(caller.name(), "");
    for (Call call : calls()) {
      if (call.project().equals("1") && call.needs() == Needs.ADMIN) {
        // An earlier caller may have deleted it.
        send(service, ADMIN, "POST", "/version/1-app/increment", "");
      }
      HttpResponse<String> answer = make(service, token, call);
      String shown = caller + " " + call + " " + answer.body();
      if (caller.may(call)) {
        softly.assertThat(answer.statusCode()).as(shown).isIn(200, 201, 204, 404, 409);
      } else {
        assertRefused(softly, call, answer, 403, "FORBIDDEN");
      }
      softly.assertThat(answer.headers().firstValue("X-Request-Id")).as(shown).isPresent();
    }
    softly.assertThat(send(service, token, "GET", "/nowhere", "").statusCode()).isEqualTo(404);
    softly.assertAll();
  }

  private static void assertRefused(
      SoftAssertions softly, Call call, HttpResponse<String> answer, int status, String code) {
    softly.assertThat(answer.statusCode()).as("%s", call).isEqualTo(status);
    softly
        .assertThat(answer.headers().firstValue("Content-Type"))
        .as("%s", call)
        .contains("application/problem+json");
    softly
        .assertThat(answer.headers().firstValue("X-Content-Type-Options"))
        .as("%s", call)
        .contains("nosniff");
    softly
        .assertThat(answer.headers().firstValue("Cache-Control"))
        .as("%s", call)
        .contains("no-store");
    if (!call.method().equals("HEAD")) {
      softly.assertThat(answer.body()).as("%s", call).contains("\"code\":\"" + code + '"');
    }
  }

  private void assertAuthorsAreTheTokens(ServiceProcess service, BareRepository origin) {
    String token = tokens.getOrDefault("writer", "");
    String basic =
        Base64.getEncoder().encodeToString(("ci:" + token).getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> answer =
        service.send("POST", "/version/3-app/increment", "", "Authorization", "Basic " + basic);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(origin.git().run("log", "-1", "--format=%an", "main")).containsExactly("writer");
    assertThat(answer.headers().firstValue("X-Request-Id"))
        .contains(requestIdOfTheNewestCommit(origin));
    service.send(
        "POST",
        "/version/3-app/increment",
        "",
        "Authorization",
        "Bearer " + ADMIN,
        "X-Request-Id",
        "job/4711:retry");
    assertThat(requestIdOfTheNewestCommit(origin)).isEqualTo("job/4711:retry");
    assertThat(origin.git().run("log", "--format=%an", "main"))
        .contains("admin", "admin-of-all", "writer-of-1", "admin-of-1")
        .doesNotContain("anonymous", "reader", "reader-of-1");
  }

  private static String requestIdOfTheNewestCommit(BareRepository origin) {
    String trailer = "--format=%(trailers:key=Request-Id,valueonly,separator=)";
    return String.join("", origin.git().run("log", "-1", trailer, "main"));
  }

  /** Targets that could make a call look like an open one. */
  private void assertPathsLeadAroundNothing(ServiceProcess service) {
    for (String target :
        List.of(
            "/health/../versions",
            "/health/..;/versions",
            "/health/%2e%2e/versions",
            "/health;/../versions",
            "//versions",
            "/./versions",
            "/versions/",
            "/versions;health",
            "/metrics/../tokens",
            "/error-page")) {
      HttpResponse<String> answer = service.send("GET", target, "");
      assertThat(answer.statusCode()).as(target).isIn(200, 400, 401, 404);
      assertThat(answer.body()).as(target).doesNotContain("3-app", "created_at");
      if (answer.statusCode() == 200) {
        assertThat(answer.body()).as("health's own answer").contains("\"checks\":");
      }
    }
  }

  private static void assertThereAreNoOtherReplicas(ServiceProcess service) {
    for (String token : new String[] {"", ADMIN}) {
      for (String method : new String[] {"GET", "POST"}) {
        String body = method.equals("GET") ? "" : "[]";
        assertThat(send(service, token, method, "/replicas/changes", body).statusCode())
            .isEqualTo(404);
      }
    }
  }

  /** One token is revoked, one expires, and one stays valid. */
  private void assertListenersLeaveWithTheirToken(ServiceProcess service) {
    String revoked = issue(service, "{\"name\":\"x\",\"role\":\"reader\"}");
    String expired = issue(service, "{\"name\":\"x\",\"role\":\"reader\",\"expires_in\":\"PT4S\"}");
    String id = revoked.substring(3, 15);
    try (EventListener first = listen(service, revoked);
        EventListener second = listen(service, expired);
        EventListener third = listen(service, tokens.getOrDefault("reader", ""))) {
      assertThat(send(service, ADMIN, "DELETE", "/tokens/" + id, "").statusCode()).isEqualTo(204);
      assertThat(secondsUntilTheEnd(first)).isLessThan(2);
      assertThat(secondsUntilTheEnd(second)).isLessThan(6);
      send(service, ADMIN, "POST", "/version/4-app/increment", "");
      assertThat(third.next("change", 1)).hasSize(1);
    }
  }

  /** A browser adds a known password to the forms of any page. */
  private void assertPagesOfOtherSitesChangeNothing(ServiceProcess service) {
    String own = service.url();
    for (String[] headers :
        new String[][] {
          {"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"},
          {"Origin", "https://evil.example"},
          {"Origin", "http://127.0.0.1"},
          {"Origin", "https://evil.example", "X-Forwarded-Host", "versions.example"},
        }) {
      HttpResponse<String> refused =
          service.send("POST", "/version/5-app/increment", "", withBasic(headers));
      assertThat(refused.statusCode()).as(String.join(" ", headers)).isEqualTo(403);
      assertThat(refused.body()).contains("\"code\":\"FORBIDDEN\"");
    }
    assertThat(send(service, ADMIN, "GET", "/version/5-app", "").statusCode()).isEqualTo(404);
    for (String[] headers :
        new String[][] {
          {"Origin", own},
          {"Origin", "https://versions.example", "X-Forwarded-Host", "versions.example:443"},
          {"Accept", "*/*"},
        }) {
      HttpResponse<String> made =
          service.send("POST", "/version/5-app/increment", "", withBasic(headers));
      assertThat(made.statusCode()).as(String.join(" ", headers)).isEqualTo(200);
    }
  }

  private String[] withBasic(String... headers) {
    String pair = "ci:" + tokens.getOrDefault("writer", "");
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Authorization";
    all[headers.length + 1] = "Basic " + basic;
    return all;
  }

  /** The log has the address that a trusted proxy saw, not the one that the client claims. */
  private void assertRefusalsAndTokensAreLogged(ServiceProcess service) {
    String id = issue(service, "{\"name\":\"audited\",\"role\":\"reader\",\"projects\":[\"7\"]}");
    String reader = "Bearer " + tokens.getOrDefault("reader", "");
    String limited = "Bearer " + tokens.getOrDefault("reader-of-1", "");
    String secret = "vs_0123456789ab_" + "s".repeat(43);
    sendFrom(service, "6.6.6.6, 203.0.113.1", "GET", "/versions", "");
    sendFrom(service, "203.0.113.2", "GET", "/version/1-app%0Aforged", "Bearer " + secret);
    sendFrom(service, "203.0.113.3", "DELETE", "/version/1-app?force=true", reader);
    sendFrom(service, "203.0.113.4", "GET", "/versions/2", limited);
    sendFrom(service, "[2001:db8::5]:443", "GET", "/events", limited);
    sendFrom(service, "203.0.113.6", "DELETE", "/tokens/" + secret, reader);
    sendFrom(service, "no address\tat all", "GET", "/versions", "");
    service.awaitPrinted("refused 403: DELETE /tokens/* from 203.0.113.6, by reader");
    assertThat(service.printed())
        .contains(
            "refused 401: GET /versions from 203.0.113.1\n",
            "refused 401: GET /version/* from 203.0.113.2, by token 0123456789ab",
            "refused 403: DELETE /version/1-app from 203.0.113.3, by reader",
            "refused 403: GET /versions/2 from 203.0.113.4, by reader-of-1",
            "refused 403: GET /events from 2001:db8:0:0:0:0:0:5, by reader-of-1",
            "token %s is made by admin from 127.0.0.1 for audited, role reader, projects 7, expires never"
                .formatted(id.substring(3, 15)),
            "is revoked by admin from 127.0.0.1",
            "for writer, role writer, projects all, expires 20")
        .doesNotContain("6.6.6.6", "forged", secret, "no address");
    assertThat(service.printed().lines().filter(line -> line.contains("refused 401")).count())
        .as("lines of several hundred refusals")
        .isLessThan(60);
  }

  private static void sendFrom(
      ServiceProcess service, String forwarded, String method, String path, String authorization) {
    List<String> headers = new ArrayList<>(List.of("X-Forwarded-For", forwarded));
    if (!authorization.isEmpty()) {
      headers.addAll(List.of("Authorization", authorization));
    }
    HttpResponse<String> answer = service.send(method, path, "", headers.toArray(String[]::new));
    assertThat(answer.statusCode()).as(path).isIn(401, 403);
  }

  private static EventListener listen(ServiceProcess service, String token) {
    return EventListener.withToken(URI.create(service.url()), "/events", token);
  }

  /** Heartbeats come every 15 seconds and do not count as the end. */
  private static long secondsUntilTheEnd(EventListener listener) {
    assertThat(listener.status()).isEqualTo(200);
    long start = System.nanoTime();
    long seconds = 0;
    while (seconds < 10 && listener.next().isPresent()) {
      seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    }
    return Duration.ofNanos(System.nanoTime() - start).toSeconds();
  }

  private void assertNoSecretIsTold(ServiceProcess service, BareRepository origin) {
    for (String path :
        List.of(
            "/health", "/metrics", "/openapi", "/tokens", "/versions", "/version/1-app/history")) {
      told.append(send(service, ADMIN, "GET", path, "").body());
    }
    told.append(service.printed());
    origin.git().run("log", "-p", "--format=fuller", "--all").forEach(told::append);
    List<String> secrets = new ArrayList<>(tokens.values());
    secrets.addAll(List.of(ADMIN, REDIS_PASSWORD, GITLAB_TOKEN, GitHttpServer.TOKEN));
    assertThat(secrets).hasSize(CALLERS.size() + 4);
    assertThat(told).contains("writer-of-1").doesNotContain(secrets.toArray(String[]::new));
  }

  /** Makes a call and records the answer. */
  private HttpResponse<String> make(ServiceProcess service, String token, Call call) {
    HttpResponse<String> answer = send(service, token, call.method(), call.path(), call.body());
    if (!call.path().equals("/tokens")) {
      told.append(answer.headers().map()).append(answer.body());
    }
    return answer;
  }

  private static HttpResponse<String> send(
      ServiceProcess service, String token, String method, String path, String body) {
    List<String> headers = new ArrayList<>();
    if (!token.isEmpty()) {
      headers.addAll(List.of("Authorization", "Bearer " + token));
    }
    if (!body.isEmpty()) {
      headers.addAll(List.of("Content-Type", JSON));
    }
    return service.send(method, path, body, headers.toArray(String[]::new));
  }

  private static String issue(ServiceProcess service, String body) {
    return json(send(service, ADMIN, "POST", "/tokens", body)).getString("token");
  }

  private static JsonObject json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
      return reader.readObject();
    }
  }

  private ServiceProcess start(GitHttpServer remote, RedisProcess redis) {
    Map<String, String> settings = new HashMap<>();
    settings.put("VERSIONS_AUTH", "tokens");
    settings.put("VERSIONS_ADMIN_TOKEN", ADMIN);
    settings.put("VERSIONS_TRUSTED_PROXIES", "127.0.0.0/8, ::1");
    settings.put("VERSIONS_DATA_DIR", temporary.resolve("data").toString());
    settings.put("GIT_REPO_URL", remote.url("versions.git"));
    settings.put("GIT_USERNAME", GitHttpServer.USERNAME);
    settings.put("GIT_TOKEN", GitHttpServer.TOKEN);
    settings.put("REDIS_URL", redis.url().replace("//", "//:" + REDIS_PASSWORD + "@"));
    // Nothing listens there: the error must not contain the token either.
    settings.put("GITLAB_BASE_URL", "http://127.0.0.1:1/api/v4");
    settings.put("GITLAB_ACCESS_TOKEN", GITLAB_TOKEN);
    settings.put("VERSIONS_DISCOVERY", "optional");
    return ServiceProcess.start(settings, temporary.resolve("service.log"));
  }
}
