package org.versionservice.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultProxyTest {

  private static final String PUSH = "/versions.git/git-receive-pack";
  private static final String FETCH = "/versions.git/git-upload-pack";

  private final Queue<String> served = new ConcurrentLinkedQueue<>();
  private HttpServer server;
  private FaultProxy proxy;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::serve);
    server.start();
    proxy = new FaultProxy(server.getAddress().getPort(), Duration.ofMillis(200), 1);
  }

  @AfterEach
  void stop() {
    proxy.close();
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      served.add(body);
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(("served " + body).getBytes(UTF_8));
    }
  }

  @Test
  void request_withoutFaults_isAnswered() throws Exception {
    assertThat(post(PUSH, "a").body()).isEqualTo("served a");
    assertThat(post(FETCH, "b").body()).isEqualTo("served b");
    assertThat(proxy.plan().struck()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSE", "CUT_BEFORE", "CUT_REQUEST"})
  void fault_beforeTheServer_keepsTheRequestFromIt(Fault fault) throws Exception {
    proxy.plan().next(fault, 1);

    assertThatThrownBy(() -> post(PUSH, "a")).isInstanceOf(IOException.class);

    assertThat(served).isEmpty();
    assertStruckOnceAndHealed(fault);
  }

  @ParameterizedTest
  @EnumSource(names = {"DROP_ANSWER", "RESET", "CUT_ANSWER", "ABANDON", "LATE"})
  void fault_behindTheServer_losesTheAnswerOnly(Fault fault) throws Exception {
    proxy.plan().next(fault, 1);

    assertThatThrownBy(() -> post(PUSH, "a")).isInstanceOf(IOException.class);

    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> assertThat(served).containsExactly("a"));
    assertStruckOnceAndHealed(fault);
  }

  @Test
  void twice_servesARequestTwiceAndAnswersOnce() throws Exception {
    proxy.plan().next(Fault.TWICE, 1);

    assertThat(post(PUSH, "a").body()).isEqualTo("served a");
    assertThat(served).containsExactly("a", "a");
    assertStruckOnceAndHealed(Fault.TWICE);
  }

  @Test
  void delay_answersLater() throws Exception {
    proxy.plan().next(Fault.DELAY, 1);
    long start = System.nanoTime();

    assertThat(post(PUSH, "a").body()).isEqualTo("served a");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(200));
    assertStruckOnceAndHealed(Fault.DELAY);
  }

  @Test
  void hang_lastsUntilTheClientGivesUp() throws Exception {
    proxy.plan().next(Fault.HANG, 1);

    assertThatThrownBy(() -> post(PUSH, "a")).isInstanceOf(IOException.class);

    assertThat(served).isEmpty();
    assertStruckOnceAndHealed(Fault.HANG);
  }

  @ParameterizedTest
  @EnumSource(names = {"DROP_ANSWER", "RESET", "ABANDON", "LATE", "TWICE"})
  void fault_thatMakesAnOutcomeUnknown_strikesPushesOnly(Fault fault) throws Exception {
    proxy.plan().always(fault);

    assertThat(post(FETCH, "a").body()).isEqualTo("served a");
    assertThat(served).containsExactly("a");
  }

  @Test
  void atRandom_strikesWithEveryFaultThereIs() {
    proxy.plan().atRandom(1);

    for (int i = 0; i < 2_000; i++) {
      proxy.plan().count(proxy.plan().draw(true).orElseThrow());
    }

    assertThat(proxy.plan().struck()).containsOnlyKeys(Fault.values());
    assertThat(proxy.plan().struck().values()).allMatch(count -> count > 100);
  }

  private void assertStruckOnceAndHealed(Fault fault) {
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> assertThat(proxy.plan().struck()).isEqualTo(Map.of(fault, 1)));
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .ignoreException(IOException.class)
        .until(() -> post(PUSH, "healed").statusCode() == 200);
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    String direct = "http://127.0.0.1:" + server.getAddress().getPort() + path;
    return client.send(
        HttpRequest.newBuilder(URI.create(proxy.url(direct)))
            .timeout(Duration.ofSeconds(1))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
