package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.ServiceProcess;

/** What clients see of a project whose file is broken, and of a conversion of the layout. */
class LayoutIT {

  /** SHA-1 of "1" begins with 35. */
  private static final String FILE = "versions/35/1.json";

  private static final String INCREMENT = "/version/1-shop/increment";

  @TempDir Path temporary;

  @Test
  void brokenFileOfAProject_andConversions_overHttp() {
    BareRepository origin = BareRepository.create(temporary.resolve("origin.git"), "main");
    try (ServiceProcess service = start(origin).awaitReady()) {
      assertThat(post(service, INCREMENT, "", "Idempotency-Key", "first").body()).contains("1.0.1");
      assertThat(service.text("POST", "/version/2-other/increment").body()).contains("1.0.1");
      String good = origin.read("main", FILE);
      origin.commit("main", FILE, good.replace("1.0.1", "1.0."));
      post(service, "/hooks/push", "");
      assertChangesAreRefused(service);
      assertReadsServeTheLastGoodState(service);
      HttpResponse<String> replay = post(service, INCREMENT, "", "Idempotency-Key", "first");
      assertThat(replay.statusCode()).isEqualTo(200);
      assertThat(replay.headers().firstValue("Idempotent-Replay")).hasValue("true");
      assertThat(service.text("POST", "/version/2-other/increment").body()).contains("1.0.2");
      HttpResponse<String> health = service.get("/health/ready");
      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(health.body()).contains("degraded", FILE + ", line 4");
      origin.commit("main", FILE, good);
      post(service, "/hooks/push", "");
      assertThat(service.text("POST", INCREMENT).body()).contains("1.0.2");
      assertConverted(service, origin);
    }
  }

  private static void assertChangesAreRefused(ServiceProcess service) {
    List<HttpResponse<String>> answers =
        List.of(
            post(service, INCREMENT, ""),
            post(service, INCREMENT + "?dryRun=true", ""),
            post(service, INCREMENT, "", "If-Match", "\"1\""),
            post(service, "/version/1-new/increment", ""),
            service.send(
                "PUT",
                "/version/1-shop",
                "{\"version\":\"2.0.0\"}",
                "Content-Type",
                "application/json"),
            service.delete("/version/1-shop"),
            service.delete("/versions/1"),
            service.delete("/delete/1"),
            convert(service, "single"));
    for (HttpResponse<String> answer : answers) {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      assertThat(answer.body()).contains("\"STORAGE_UNAVAILABLE\"", FILE + ", line 4");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/problem+json");
    }
  }

  private static void assertReadsServeTheLastGoodState(ServiceProcess service) {
    for (String path : List.of("/version/1-shop", "/versions/1", "/versions")) {
      assertThat(service.get(path).statusCode()).isEqualTo(200);
      assertThat(service.get(path).body()).contains("1.0.1");
    }
    assertThat(service.get("/version/1-unknown").statusCode()).isEqualTo(503);
    assertThat(service.get("/version/1-unknown/badge.json").statusCode()).isEqualTo(503);
    assertThat(service.get("/version/2-unknown").statusCode()).isEqualTo(404);
    assertThat(service.get("/version/1-shop/history").body()).contains("1.0.1");
  }

  private static void assertConverted(ServiceProcess service, BareRepository origin) {
    String before = service.get("/versions").body();
    HttpResponse<String> converted = convert(service, "single");
    assertThat(converted.statusCode()).isEqualTo(200);
    assertThat(converted.body())
        .contains("\"layout\":\"single\"", "\"pushed\":true")
        .contains(origin.head("main").orElseThrow().value());
    assertThat(service.get("/versions").body()).isEqualTo(before);
    assertThat(origin.git().run("ls-tree", "-r", "--name-only", "main"))
        .containsExactly("versions.json");
    assertThat(service.get("/version/1-shop/history").body()).contains("1.0.1", "1.0.2");
    assertThat(service.text("POST", INCREMENT).body()).contains("1.0.3");
  }

  private static HttpResponse<String> convert(ServiceProcess service, String layout) {
    String body = "{\"layout\":\"" + layout + "\"}";
    return post(service, "/layout", body, "Content-Type", "application/json");
  }

  private static HttpResponse<String> post(
      ServiceProcess service, String path, String body, String... headers) {
    return service.send("POST", path, body, headers);
  }

  private ServiceProcess start(BareRepository origin) {
    return ServiceProcess.start(
        Map.of(
            "VERSIONS_DATA_DIR", temporary.resolve("data").toString(),
            "GIT_REPO_URL", origin.directory().toUri().toString(),
            "VERSIONS_LAYOUT", "project"),
        temporary.resolve("service.log"));
  }
}
