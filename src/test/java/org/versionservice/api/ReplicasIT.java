package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.api.Client.Answer;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.Fault;
import org.versionservice.proof.FaultPlan;
import org.versionservice.proof.FaultProxy;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.proof.ServiceProcess;

/** Tests that retries get the same version from all replicas. */
class ReplicasIT {

  private static final String KEY = "Idempotency-Key";

  @TempDir Path temporary;

  @Test
  void retries_onAllReplicas_getOneVersion() throws Exception {
    List<ServiceProcess> services = new ArrayList<>();
    try (GitHttpServer server = GitHttpServer.start(temporary);
        FaultProxy network = new FaultProxy(server.port(), Duration.ofMillis(100), 1)) {
      BareRepository origin = server.create("versions.git", "main");
      String direct = server.url("versions.git");
      services.add(start("a", direct));
      services.add(start("b", direct));
      services.add(start("c", network.url(direct)));
      services.forEach(ServiceProcess::awaitReady);
      List<Client> replicas =
          services.stream().map(service -> new Client(URI.create(service.url()))).toList();
      assertRetriedAtOnce(replicas, origin);
      assertRetriedAfterAnUnknownOutcome(replicas, network.plan(), origin);
    } finally {
      services.forEach(ServiceProcess::close);
    }
  }

  private ServiceProcess start(String name, String remote) {
    Map<String, String> settings =
        Map.of(
            "VERSIONS_DATA_DIR",
            temporary.resolve(name).toString(),
            "VERSIONS_DURABILITY",
            "remote",
            "GIT_REPO_URL",
            remote,
            "GIT_USERNAME",
            GitHttpServer.USERNAME,
            "GIT_TOKEN",
            GitHttpServer.TOKEN,
            "GIT_TIMEOUT",
            "PT3S");
    return ServiceProcess.start(settings, temporary.resolve(name + ".log"));
  }

  private static void assertRetriedAtOnce(List<Client> replicas, BareRepository origin)
      throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(50);
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Client replica = replicas.get(i % replicas.size());
      answers.add(callers.submit(() -> replica.post("/version/1-app/increment", KEY, "job")));
    }
    callers.shutdown();
    Set<String> bodies = new HashSet<>();
    for (Future<Answer> answer : answers) {
      assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(200);
      bodies.add(answer.get().body());
    }
    assertThat(bodies).hasSize(1).allMatch(body -> body.contains("\"version\":\"1.0.1\""));
    assertThat(commits(origin, "1-app")).isEqualTo(1);
  }

  /** The push succeeds, but its response is lost, and the remote cannot be asked again. */
  private static void assertRetriedAfterAnUnknownOutcome(
      List<Client> replicas, FaultPlan plan, BareRepository origin) {
    plan.always(Fault.CUT_BEFORE);
    plan.next(Fault.DROP_ANSWER, 1);
    Answer unknown = replicas.get(2).post("/version/2-app/increment", KEY, "unknown");
    assertThat(unknown.problem()).isEqualTo("OUTCOME_UNKNOWN");
    plan.heal();
    JsonObject again = replicas.get(0).post("/version/2-app/increment", KEY, "unknown").json();
    assertThat(again.getString("version")).isEqualTo("1.0.1");
    assertThat(commits(origin, "2-app")).isEqualTo(1);
  }

  private static long commits(BareRepository origin, String app) {
    return origin.git().run("log", "--format=%s", "main").stream()
        .filter(subject -> subject.startsWith(app + ' '))
        .count();
  }
}
