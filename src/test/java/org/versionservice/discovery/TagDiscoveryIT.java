package org.versionservice.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.ServiceProcess;

/** Tests the first versions of apps whose source repositories are on a GitLab server. */
class TagDiscoveryIT {

  @TempDir Path temporary;

  @Test
  void newApps_startFromTheirTags_andNotWhileNobodyKnowsThem() throws Exception {
    try (GitLabServer gitLab = new GitLabServer();
        ServiceProcess service = start(gitLab, "required").awaitReady()) {
      assertStartsFromTheHighestTag(gitLab, service);
      assertTagsOfAllShapesAreUnderstood(gitLab, service);
      assertAllPagesAreRead(gitLab, service);
      assertTagsAreReadOnceForAll(gitLab, service);
      assertPagesAreReadOnceWhereTheyTakeLong(gitLab, service);
      assertLinesStartFromTheirTags(gitLab, service);
      assertNothingIsIssuedWithoutTags(gitLab, service);
      assertThat(service.printed()).doesNotContain(GitLabServer.TOKEN, "\tat ");
    }
  }

  @Test
  void newApps_startAnywayWhereDiscoveryIsOptional() {
    try (GitLabServer gitLab = new GitLabServer();
        ServiceProcess service = start(gitLab, "optional").awaitReady()) {
      gitLab.answerWith(500);
      assertThat(increment(service, "7-app").body()).isEqualTo("1.0.1\n");
      gitLab.answerWith(200);
      gitLab.tag("8", List.of("v3.0.0"));
      assertThat(increment(service, "8-app").body()).as(service.printed()).isEqualTo("3.0.1\n");
      gitLab.tag("9", List.of("build-3.0"));
      assertThat(increment(service, "9-app").body()).isEqualTo("1.0.1\n");
      assertThat(increment(service, "team-app").body()).isEqualTo("1.0.1\n");
    }
  }

  /** Only a change asks for tags, and a start in the request counts where no tag is in the line. */
  private static void assertLinesStartFromTheirTags(GitLabServer gitLab, ServiceProcess service) {
    gitLab.tag("41", List.of("v1.4.7", "v1.4.9-rc.1", "v1.3.2", "v2.3.0"));
    assertThat(increment(service, "41-app", "?line=1.4").body()).isEqualTo("1.4.9\n");
    assertThat(increment(service, "41-app", "?line=1.3&from=1.3.9").body()).isEqualTo("1.3.3\n");
    assertThat(increment(service, "41-app", "?line=1.2&from=1.2.9").body()).isEqualTo("1.2.10\n");
    assertThat(increment(service, "41-app", "?line=1.1").statusCode()).isEqualTo(404);
    assertThat(increment(service, "41-app").body()).isEqualTo("2.3.1\n");
  }

  private static void assertStartsFromTheHighestTag(GitLabServer gitLab, ServiceProcess service) {
    gitLab.tag("1", List.of("v1.4.2", "api/v2.3.4", "web@5.6.7", "nonsense"));
    gitLab.tag("2", List.of());
    assertThat(increment(service, "1-api").body()).isEqualTo("2.3.5\n");
    assertThat(increment(service, "1-web").body()).isEqualTo("5.6.8\n");
    assertThat(increment(service, "1-new").body()).isEqualTo("1.4.3\n");
    assertThat(increment(service, "2-new").body()).isEqualTo("1.0.1\n");
    assertFailed(increment(service, "team-app"));
    int requests = gitLab.requests();
    assertThat(increment(service, "1-api").body()).isEqualTo("2.3.6\n");
    assertThat(gitLab.requests()).as("a known app's tags do not matter").isEqualTo(requests);
  }

  private static void assertTagsOfAllShapesAreUnderstood(
      GitLabServer gitLab, ServiceProcess service) {
    gitLab.tag("10", List.of("v5.0.0", "shop/v1.2.3"));
    assertThat(increment(service, "10-shop").body()).isEqualTo("1.2.4\n");
    assertThat(increment(service, "10-new").body()).isEqualTo("5.0.1\n");
    gitLab.tag("11", List.of("shop-v2.3.0", "@acme/web@3.1.0"));
    assertThat(increment(service, "11-shop").body()).isEqualTo("2.3.1\n");
    assertThat(increment(service, "11-web").body()).isEqualTo("3.1.1\n");
    assertFailed(increment(service, "11-new"));
    assertThat(service.get("/versions/11").body()).doesNotContain("11-new");
    assertThat(service.printed()).contains("the first version of 11-new is unknown");
  }

  private static void assertAllPagesAreRead(GitLabServer gitLab, ServiceProcess service) {
    List<String> tags = new ArrayList<>();
    IntStream.rangeClosed(1, 350).forEach(i -> tags.add("v1.0." + i));
    gitLab.tag("3", tags);
    gitLab.tag("4", tags);
    int requests = gitLab.requests();
    assertThat(increment(service, "3-app").body()).isEqualTo("1.0.351\n");
    gitLab.useLinks(true);
    assertThat(increment(service, "4-app").body()).isEqualTo("1.0.351\n");
    gitLab.useLinks(false);
    assertThat(gitLab.requests() - requests).isEqualTo(8);
  }

  /** Each try may take a second, and all pages together take three. */
  private static void assertPagesAreReadOnceWhereTheyTakeLong(
      GitLabServer gitLab, ServiceProcess service) {
    List<String> tags = new ArrayList<>();
    IntStream.rangeClosed(1, 1_200).forEach(i -> tags.add("slow/v1.0." + i));
    gitLab.tag("12", tags);
    gitLab.useTokens();
    gitLab.takeFor(Duration.ofMillis(250));
    int requests = gitLab.requests();
    assertFailed(increment(service, "12-slow"));
    Awaitility.await("tries go on where others ended")
        .atMost(Duration.ofSeconds(20))
        .until(() -> increment(service, "12-slow").body().equals("1.0.1201\n"));
    assertThat(gitLab.requests() - requests).isEqualTo(12);
    gitLab.takeFor(Duration.ZERO);
  }

  private static void assertTagsAreReadOnceForAll(GitLabServer gitLab, ServiceProcess service)
      throws Exception {
    gitLab.tag("5", List.of("v2.0.0"));
    int requests = gitLab.requests();
    ExecutorService callers = Executors.newFixedThreadPool(20);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String app = "5-app" + i;
      answers.add(callers.submit(() -> increment(service, app).body()));
    }
    callers.shutdown();
    for (Future<String> answer : answers) {
      assertThat(answer.get()).isEqualTo("2.0.1\n");
    }
    assertThat(gitLab.requests() - requests).isEqualTo(1);
  }

  private static void assertNothingIsIssuedWithoutTags(
      GitLabServer gitLab, ServiceProcess service) {
    int[] statuses = {500, 503, 429, 401, 403, 302};
    for (int i = 0; i < statuses.length; i++) {
      gitLab.answerWith(statuses[i]);
      assertFailed(increment(service, "60" + i + "-app"));
    }
    gitLab.answerWith(200);
    assertFailed(increment(service, "699-app"));
    gitLab.answerWithGarbage("<html>");
    assertFailed(increment(service, "610-app"));
    gitLab.answerWithGarbage("");
    assertThat(service.get("/versions/600").body()).isEqualTo("{}");
    gitLab.tag("600", List.of("v4.0.0"));
    Awaitility.await("asked again after a while")
        .until(() -> increment(service, "600-app").body().equals("4.0.1\n"));
    gitLab.hang();
    assertOthersGoOnWhileItHangs(gitLab, service);
    assertFailed(increment(service, "630-app"));
  }

  /** There are more look-ups than server threads, and each one hangs. */
  private static void assertOthersGoOnWhileItHangs(GitLabServer gitLab, ServiceProcess service) {
    HttpClient client = HttpClient.newHttpClient();
    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, 260)
            .mapToObj(i -> client.sendAsync(devRequest(service, i), BodyHandlers.ofString()))
            .toList();
    Awaitility.await("all that can be looked up is")
        .until(() -> answers.stream().filter(CompletableFuture::isDone).count() >= 100);
    for (String version : new String[] {"4.0.2\n", "4.0.3\n"}) {
      assertThat(increment(service, "600-app").body()).isEqualTo(version);
    }
    assertThat(answers).anyMatch(answer -> !answer.isDone());
    gitLab.close();
    answers.forEach(answer -> assertFailed(answer.join()));
  }

  private static HttpRequest devRequest(ServiceProcess service, int project) {
    return HttpRequest.newBuilder(URI.create(service.url() + "/version/9" + project + "-app/dev"))
        .header("Content-Type", "application/json")
        .timeout(Duration.ofSeconds(60))
        .POST(BodyPublishers.ofString("{\"sha\":\"0123456789abcdef\"}"))
        .build();
  }

  private static void assertFailed(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).contains("\"code\":\"DISCOVERY_FAILED\"");
  }

  private static HttpResponse<String> increment(ServiceProcess service, String app) {
    return increment(service, app, "");
  }

  private static HttpResponse<String> increment(
      ServiceProcess service, String app, String parameters) {
    return service.text("POST", "/version/" + app + "/increment" + parameters);
  }

  private ServiceProcess start(GitLabServer gitLab, String discovery) {
    return ServiceProcess.start(
        Map.of(
            "GITLAB_BASE_URL",
            gitLab.baseUrl(),
            "GITLAB_ACCESS_TOKEN",
            GitLabServer.TOKEN,
            "VERSIONS_DISCOVERY",
            discovery,
            "GIT_TIMEOUT",
            "PT1S",
            "VERSIONS_DATA_DIR",
            temporary.resolve("data").toString()),
        temporary.resolve("service.log"));
  }
}
