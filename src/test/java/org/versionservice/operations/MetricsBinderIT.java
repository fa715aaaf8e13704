package org.versionservice.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.proof.RedisProcess;
import org.versionservice.proof.ServiceProcess;

/** Tests metrics over HTTP and JMX, and that the dashboard and alerts name existing ones. */
class MetricsBinderIT {

  private static final Path MONITORING = Path.of("server-config", "monitoring");
  private static final String INCREMENT = "/version/1-numbers-app/increment";

  /** The delay of a push, much longer than anything else. */
  private static final Duration HELD = Duration.ofMillis(1500);

  @TempDir Path temporary;

  @Test
  void metrics_matchTheRequests() throws Exception {
    try (GitHttpServer remote = GitHttpServer.start(temporary);
        RedisProcess redis = RedisProcess.start(temporary)) {
      BareRepository origin = remote.create("versions.git", "main");
      try (ServiceProcess service = start(remote, redis).awaitReady()) {
        Awaitility.await("redis")
            .until(() -> service.get("/health/ready").body().contains("\"redis\":\"up\""));
        double requests = sum(service, "versionservice_requests_total");
        assertThat(service.text("POST", INCREMENT).statusCode()).isEqualTo(200);
        assertThat(service.text("POST", INCREMENT).statusCode()).isEqualTo(200);
        assertThat(service.delete("/version/1-unknown").statusCode()).isEqualTo(404);
        assertThat(service.send("BREW", "/version/1-numbers-app", "").statusCode()).isEqualTo(405);
        Duration held = holdOnePush(service, origin);
        String metrics = service.get("/metrics").body();
        assertCounted(metrics, requests);
        assertMeasured(metrics, held);
        assertThat(metrics).doesNotContain("numbers-app", "BREW");
        assertThat(faults(metrics)).isEmpty();
        assertPrometheusFindsNoFault(metrics);
        assertSameOverJmx(service, held);
        assertDashboardAndAlertsNameRealMetrics(metrics);
      }
    }
  }

  /** Delays one push, and returns how long its caller waited. */
  private Duration holdOnePush(ServiceProcess service, BareRepository origin) throws Exception {
    Path gate = temporary.resolve("gate");
    origin.holdPushes(gate);
    Instant start = Instant.now();
    CompletableFuture<Integer> answer =
        CompletableFuture.supplyAsync(() -> service.text("POST", INCREMENT).statusCode());
    Awaitility.await("held").pollDelay(HELD).atMost(HELD.multipliedBy(4)).until(() -> true);
    Files.createFile(gate);
    assertThat(answer.get()).isEqualTo(200);
    return Duration.between(start, Instant.now());
  }

  private static void assertCounted(String metrics, double requestsBefore) {
    assertThat(sum(metrics, "versionservice_changes_total", "outcome=\"patch\"")).isEqualTo(3);
    assertThat(sum(metrics, "versionservice_changes_total", "outcome=\"refused\"")).isEqualTo(1);
    assertThat(sum(metrics, "versionservice_apps", "")).isEqualTo(1);
    assertThat(sum(metrics, "versionservice_batch_size_count", "")).isEqualTo(4);
    assertThat(sum(metrics, "versionservice_batch_size_sum", "")).isEqualTo(4);
    assertThat(sum(metrics, "versionservice_push_seconds_count", "")).isEqualTo(3);
    assertThat(sum(metrics, "versionservice_unpushed_commits", "")).isZero();
    assertThat(sum(metrics, "versionservice_waiting_changes", "")).isZero();
    assertThat(sum(metrics, "versionservice_requests_total", "status=\"200\"")).isEqualTo(3);
    assertThat(sum(metrics, "versionservice_requests_total", "method=\"other\"")).isEqualTo(1);
    assertThat(sum(metrics, "versionservice_requests_total", "") - requestsBefore).isEqualTo(5);
    assertThat(sum(metrics, "versionservice_cache_reads_total", "result=\"hit\"")).isPositive();
  }

  /** Only the times of pushes and batches contain the delay. */
  private static void assertMeasured(String metrics, Duration held) {
    double longest = held.toNanos() / 1e9;
    double least = HELD.toNanos() / 1e9 * 0.8;
    assertThat(max(metrics, "versionservice_push_seconds")).isBetween(least, longest);
    assertThat(max(metrics, "versionservice_batch_seconds")).isBetween(least, longest);
    assertThat(max(metrics, "versionservice_request_seconds")).isBetween(least, longest);
    assertThat(max(metrics, "versionservice_store_seconds")).isBetween(1e-6, least);
  }

  /** Returns our metrics that have no help text, or a unit that is not a base unit. */
  private static List<String> faults(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("# TYPE versionservice_"))
        .map(line -> line.split(" ", -1)[2])
        .filter(
            name ->
                !Pattern.compile("(?m)^# HELP " + name + " \\S").matcher(metrics).find()
                    || name.matches(".*(_milli|_micro|_nano|second_|_minutes|_bytes_|_kb).*"))
        .toList();
  }

  private void assertPrometheusFindsNoFault(String metrics) throws Exception {
    Path file = Files.writeString(temporary.resolve("metrics.txt"), metrics);
    Process process;
    try {
      process =
          new ProcessBuilder("promtool", "check", "metrics")
              .redirectInput(file.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException notInstalled) {
      System.out.println("SKIPPED: the metrics are not held against promtool: no such program");
      return;
    }
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    assertThat(printed.lines()).filteredOn(line -> line.contains("versionservice_")).isEmpty();
  }

  /** The test itself started the process to which it connects. */
  @SuppressWarnings("BanJNDI")
  private static void assertSameOverJmx(ServiceProcess service, Duration held)
      throws IOException, AttachNotSupportedException, MalformedObjectNameException {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(service.pid()));
    JMXServiceURL url = new JMXServiceURL(machine.startLocalManagementAgent());
    machine.detach();
    try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      VersionServiceMXBean bean =
          JMX.newMXBeanProxy(
              server,
              new ObjectName("org.versionservice:type=VersionService"),
              VersionServiceMXBean.class);
      assertThat(bean.getStatus()).isEqualTo("up");
      assertThat(bean.getDetails()).containsEntry("remote", "answers");
      assertThat(bean.getApps()).isEqualTo(1);
      assertThat(bean.getVersionsIssued()).isEqualTo(3);
      assertThat(bean.getRequests()).isGreaterThanOrEqualTo(5);
      assertThat(bean.getBatches()).isEqualTo(4);
      assertThat(bean.getMeanBatchSize()).isCloseTo(1, within(1e-9));
      assertThat(bean.getMaxPushMillis()).isBetween(HELD.toMillis() * 0.8, held.toMillis() * 1.0);
      assertThat(bean.getMeanPushMillis()).isBetween(1.0, bean.getMaxPushMillis());
      assertThat(bean.getMeanStoreMillis()).isPositive();
      assertThat(bean.getUnpushedCommits()).isZero();
      assertThat(bean.getWaitingChanges()).isZero();
      assertThat(bean.getCacheHitRate()).isBetween(0.1, 1.0);
      assertThat(bean.getConflicts()).isZero();
    }
  }

  private static void assertDashboardAndAlertsNameRealMetrics(String metrics) throws IOException {
    String dashboard = Files.readString(MONITORING.resolve("dashboard.json"));
    try (JsonReader reader = Json.createReader(new StringReader(dashboard))) {
      assertThat(reader.readObject().getJsonArray("panels")).hasSizeGreaterThan(10);
    }
    Set<String> exported = new TreeSet<>();
    metrics.lines().forEach(line -> exported.add(line.replaceFirst("[{ ].*", "")));
    Set<String> named = names(dashboard);
    named.addAll(names(Files.readString(MONITORING.resolve("alerts.yaml"))));
    assertThat(named).hasSizeGreaterThan(8);
    assertThat(exported).containsAll(named);
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Pattern.compile("versionservice_\\w+")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .forEach(names::add);
    return names;
  }

  private static double sum(ServiceProcess service, String name) {
    return sum(service.get("/metrics").body(), name, "");
  }

  /** Returns the sum of all values of a metric, with or without a label. */
  private static double sum(String metrics, String name, String label) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static double max(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + "{") && line.contains("quantile="))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .max()
        .orElse(0);
  }

  private ServiceProcess start(GitHttpServer remote, RedisProcess redis) {
    return ServiceProcess.start(
        Map.of(
            "VERSIONS_DATA_DIR",
            temporary.resolve("data").toString(),
            "GIT_REPO_URL",
            remote.url("versions.git"),
            "GIT_USERNAME",
            GitHttpServer.USERNAME,
            "GIT_TOKEN",
            GitHttpServer.TOKEN,
            "REDIS_URL",
            redis.url()),
        temporary.resolve("service.log"));
  }
}
