package org.versionservice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.GitCommand;

/** The service on Payara Server, from an empty domain to a newer release of itself. */
@Tag("server")
class PayaraServerIT {

  private static final String TOKEN = "s3cret-admin-token-of-32-characters";
  private static final String WAR =
      Path.of(System.getProperty("version-service.war", "target/version-service.war"))
          .toAbsolutePath()
          .toString();
  private static final String APPLICATION = "server.applications.version-service.";
  private static final String METHODS = ".bean-methods";

  @TempDir Path temporary;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void server_isConfiguredDeployedToAndWatched() throws Exception {
    Path data = temporary.resolve("data");
    try (Domain domain = Domain.start(temporary)) {
      configureTwice(domain, data);
      domain.script("deploy.sh", Map.of(), WAR);
      Awaitility.await("ready")
          .atMost(Duration.ofMinutes(1))
          .until(() -> get(domain.url() + "/health/ready").statusCode() == 200);
      assertRoundTrip(domain);
      assertNumbersAreShown(domain);
      List<String> answered = incrementWhileDeploying(domain);
      assertThat(new GitCommand(data).run("log", "--format=%s"))
          .contains(answered.stream().map(version -> "1-app " + version).toArray(String[]::new));
      assertThat(domain.log()).doesNotContain(TOKEN, "Invalid web.xml");
      assertThat(domain.configuration()).doesNotContain(TOKEN);
    }
    assertThat(new GitCommand(data).run("log", "--format=%an")).containsOnly("admin");
  }

  private void configureTwice(Domain domain, Path data) throws IOException {
    Path settings =
        Files.writeString(
            temporary.resolve("settings.properties"),
            "# of the test\nVERSIONS_DATA_DIR=" + data + "\nVERSIONS_INITIAL=2.0.0\n");
    Map<String, String> secrets = Map.of("VERSIONS_ADMIN_TOKEN", TOKEN);
    domain.script("configure.sh", secrets, settings.toString());
    String once = domain.configuration();
    domain.script("configure.sh", secrets, settings.toString());
    assertThat(domain.configuration()).isEqualTo(once);
  }

  private void assertRoundTrip(Domain domain) {
    assertThat(increment(domain)).contains("2.0.1");
    assertThat(get(domain.url() + "/version/1-app").statusCode()).isEqualTo(401);
    HttpResponse<String> entry =
        send(HttpRequest.newBuilder(URI.create(domain.url() + "/version/1-app")));
    assertThat(entry.statusCode()).isEqualTo(200);
    assertThat(entry.headers().map()).doesNotContainKeys("server", "x-powered-by");
    assertThat(entry.body()).contains("\"current\":\"2.0.1\"");
    assertThat(get(domain.url() + "/metrics").body()).contains("versionservice_changes_total{");
    assertThat(get(domain.url() + "/metrics").body())
        .contains("versionservice_request_seconds_sum");
    assertThat(get(domain.url() + "/openapi").body())
        .contains("/version/{app-id}/increment")
        .doesNotContain("endpoints:");
  }

  /** The server that is connected to was started here. */
  @SuppressWarnings("BanJNDI")
  private void assertNumbersAreShown(Domain domain) throws IOException, JMException {
    assertCounted(domain, "VersionService", "find", "increment", "isLoaded", "health");
    assertCounted(domain, "VersionWriter", "write");
    String monitoring =
        send(
                HttpRequest.newBuilder(
                        URI.create(
                            domain.adminUrl()
                                + "/monitoring/domain/"
                                + APPLICATION.replace('.', '/')
                                + "VersionWriter/bean-methods/write-java.util.List"))
                    .header("Accept", "application/json"),
                basic())
            .body();
    assertThat(monitoring).contains("\"methodstatistic\"");
    assertThat(monitoring).containsPattern("\"count\":[1-9]");
    Map<String, String[]> login =
        Map.of(JMXConnector.CREDENTIALS, new String[] {Domain.USER, Domain.PASSWORD});
    try (JMXConnector connector =
        JMXConnectorFactory.connect(new JMXServiceURL(domain.jmxUrl()), login)) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      ObjectName own = new ObjectName("org.versionservice:type=VersionService");
      assertThat(server.getAttribute(own, "Status")).isEqualTo("up");
      assertThat(server.getAttribute(own, "VersionsIssued")).isEqualTo(1L);
      server.invoke(
          new ObjectName("amx-support:type=boot-amx"), "bootAMX", new Object[0], new String[0]);
      ObjectName bean =
          new ObjectName(
              "amx:pp=/mon/server-mon[server],type=singleton-bean-mon,"
                  + "name=version-service/VersionService");
      assertThat(server.isRegistered(bean)).isTrue();
    }
  }

  /** Each operation was called, and has a time. */
  private static void assertCounted(Domain domain, String bean, String... operations)
      throws IOException {
    String shown = domain.asadmin("get", "--monitor", APPLICATION + bean + METHODS + ".*");
    for (String operation : operations) {
      assertThat(shown)
          .containsPattern(METHODS + "\\." + operation + "\\S*\\.methodstatistic-count = [1-9]")
          .containsPattern(METHODS + "\\." + operation + "\\S*\\.methodstatistic-totaltime = \\d");
    }
  }

  /** Deploys anew under load, and tells all versions that were answered. */
  private List<String> incrementWhileDeploying(Domain domain) throws Exception {
    AtomicBoolean deployed = new AtomicBoolean();
    ExecutorService callers = Executors.newFixedThreadPool(4);
    List<Future<List<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      answers.add(
          callers.submit(
              () -> {
                List<String> versions = new ArrayList<>();
                while (!deployed.get()) {
                  increment(domain).ifPresent(versions::add);
                }
                return versions;
              }));
    }
    domain.script("deploy.sh", Map.of(), WAR);
    Awaitility.await("deployed")
        .atMost(Duration.ofMinutes(1))
        .until(() -> increment(domain).isPresent());
    deployed.set(true);
    callers.shutdown();
    List<String> versions = new ArrayList<>();
    for (Future<List<String>> answer : answers) {
      versions.addAll(answer.get());
    }
    assertThat(versions).doesNotHaveDuplicates().hasSizeGreaterThan(4);
    return versions;
  }

  /** Issues a version; empty if the service is not there to answer. */
  private Optional<String> increment(Domain domain) {
    try {
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(URI.create(domain.url() + "/version/1-app/increment"))
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .header("Accept", "text/plain"));
      return answer.statusCode() == 200 ? Optional.of(answer.body().strip()) : Optional.empty();
    } catch (UncheckedIOException unanswered) {
      return Optional.empty();
    }
  }

  private HttpResponse<String> get(String url) {
    return send(HttpRequest.newBuilder(URI.create(url)), "");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, "Bearer " + TOKEN);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String authorization) {
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try {
      return client.send(
          request.timeout(Duration.ofMinutes(1)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String basic() {
    String pair = Domain.USER + ':' + Domain.PASSWORD;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }
}
