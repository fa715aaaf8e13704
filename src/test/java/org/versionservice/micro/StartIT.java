package org.versionservice.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.ServiceProcess;

/** Tests what clients see that call a service before and during its start. */
class StartIT {

  private static final int POLLERS = 16;
  private static final Duration AFTERWARDS = Duration.ofSeconds(2);
  private static final List<String> PATHS =
      List.of("/versions", "/conflicts", "/tokens", "/health/live");

  @TempDir Path temporary;

  @Test
  void javaJar_isRefusedOrAnswered() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(settings(), temporary.resolve("log"))) {
      assertRefusedOrAnswered(service);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "version-service.starts", matches = "all")
  void payaraMicro_isRefusedOrAnswered() throws Exception {
    Map<String, String> settings =
        Map.of("VERSIONS_AUTH", "none", "VERSIONS_DATA_DIR", temporary.resolve("data").toString());
    try (ServiceProcess service = ServiceProcess.startOnMicro(settings, temporary.resolve("log"))) {
      assertRefusedOrAnswered(service);
    }
  }

  @Test
  void portInUse_isNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0);
        ServiceProcess service =
            ServiceProcess.start(settings(), temporary.resolve("log"), taken.getLocalPort())) {
      assertThat(service.awaitExit()).isEqualTo(1);
      assertThat(service.printed().lines())
          .singleElement()
          .asString()
          .contains("port " + taken.getLocalPort() + " is in use", "HTTP_PORT");
    }
  }

  private Map<String, String> settings() {
    return Map.of("VERSIONS_DATA_DIR", temporary.resolve("data").toString());
  }

  /** Polls until after the first 200, and checks all answers. */
  private static void assertRefusedOrAnswered(ServiceProcess service) throws Exception {
    Map<String, AtomicInteger> seen = new ConcurrentSkipListMap<>();
    AtomicLong first = new AtomicLong();
    ExecutorService pollers = Executors.newFixedThreadPool(POLLERS);
    List<Callable<Void>> polls = new ArrayList<>();
    for (int i = 0; i < POLLERS; i++) {
      String path = PATHS.get(i % PATHS.size());
      polls.add(() -> poll(service, path, first, seen));
    }
    for (Future<Void> poll : pollers.invokeAll(polls, 90, TimeUnit.SECONDS)) {
      poll.get();
    }
    pollers.shutdown();
    assertThat(seen.keySet())
        .as(seen.toString())
        .contains("refused", "200")
        .isSubsetOf("refused", "200", "503 with Retry-After");
  }

  private static Void poll(
      ServiceProcess service, String path, AtomicLong first, Map<String, AtomicInteger> seen)
      throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request = HttpRequest.newBuilder(URI.create(service.url() + path)).build();
    while (first.get() == 0 || System.nanoTime() - first.get() < AFTERWARDS.toNanos()) {
      String what = ask(client, request);
      if (what.equals("200") && path.equals("/versions")) {
        first.compareAndSet(0, System.nanoTime());
      }
      seen.computeIfAbsent(what, key -> new AtomicInteger()).incrementAndGet();
      if (what.equals("refused")) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    return null;
  }

  private static String ask(HttpClient client, HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
      boolean retry = answer.headers().firstValue("Retry-After").isPresent();
      return answer.statusCode() + (retry ? " with Retry-After" : "");
    } catch (ConnectException refused) {
      return "refused";
    } catch (IOException broken) {
      return broken.toString();
    }
  }
}
