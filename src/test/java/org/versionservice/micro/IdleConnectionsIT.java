package org.versionservice.micro;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.ServiceProcess;

/** Tests that clients that neither send nor read do not block others. */
class IdleConnectionsIT {

  /** More connections than the server has threads. */
  private static final int CONNECTIONS = 260;

  /** Enough for a busy machine; the server waits for a client for ten seconds or more. */
  private static final Duration TIMEOUT = Duration.ofSeconds(7);

  /** The receive buffer, in bytes, of a client that does not read. */
  private static final int RECEIVED = 4096;

  /** Slow bodies of one caller; more than the service accepts in total. */
  private static final int SLOW_BODIES = 80;

  /** The refused ones without a limit per caller; with a limit there are more. */
  private static final int REFUSED = 80 - 64;

  private static final String HOST = " HTTP/1.1\r\nHost: x\r\n";

  /** The client with slow bodies, as a trusted proxy names it. */
  private static final String HOG = "X-Forwarded-For: 203.0.113.1\r\n";

  private static final String BEGUN_BODY =
      "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";

  private static final String INCREMENT = "/version/1-app1/increment";

  private static ServiceProcess service;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void start(@TempDir Path temporary) {
    Map<String, String> settings =
        Map.of(
            "VERSIONS_DATA_DIR",
            temporary.resolve("data").toString(),
            "VERSIONS_TRUSTED_PROXIES",
            "127.0.0.0/8");
    service = ServiceProcess.start(settings, temporary.resolve("log")).awaitReady();
    assertThat(service.text("POST", INCREMENT).statusCode()).isEqualTo(200);
    assertThat(service.get("/openapi").statusCode()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void optionsWithoutItsBody_leavesThreads() throws Exception {
    assertOthersAreServed("OPTIONS /versions" + HOST + "Content-Length: 1000\r\n\r\n");
  }

  @Test
  void postWithoutItsBody_leavesThreads() throws Exception {
    assertOthersAreServed("POST " + INCREMENT + HOST + HOG + BEGUN_BODY);
  }

  @Test
  void unknownUpgrades_leaveThreads() throws Exception {
    assertOthersAreServed("GET /versions" + HOST + "Connection: Upgrade\r\nUpgrade: x\r\n\r\n");
  }

  @Test
  void unreadResponses_leaveThreads() throws Exception {
    assertOthersAreServed(("GET /openapi" + HOST + "\r\n").repeat(40));
  }

  @Test
  void slowBodiesOfOneCaller_leaveThreadsToOthers() throws Exception {
    List<SocketChannel> slow = new ArrayList<>();
    try {
      for (int i = 0; i < SLOW_BODIES; i++) {
        slow.add(connect("POST " + INCREMENT + HOST + HOG + BEGUN_BODY));
      }
      Awaitility.await("all that it may hold")
          .until(() -> slow.stream().filter(IdleConnectionsIT::isAnswered).count() >= REFUSED);
      // The client sends the body only after 100 Continue, so that a thread has to wait for it.
      HttpRequest write =
          request(INCREMENT)
              .expectContinue(true)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{}"))
              .build();
      assertThat(status(write)).isEqualTo("200");
      assertThat(status(request("/health/live").build())).isEqualTo("200");
    } finally {
      close(slow);
    }
  }

  private static boolean isAnswered(SocketChannel connection) {
    try {
      return connection.read(ByteBuffer.allocate(RECEIVED)) > 0;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void assertOthersAreServed(String request) throws Exception {
    List<SocketChannel> idle = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        idle.add(connect(request));
      }
      for (String path : List.of("/health/live", "/version/1-app1", "/health/live")) {
        assertThat(status(request(path).build())).as(path).isEqualTo("200");
      }
    } finally {
      close(idle);
    }
  }

  private static void close(List<SocketChannel> connections) throws IOException {
    for (SocketChannel connection : connections) {
      connection.close();
    }
  }

  private static SocketChannel connect(String request) throws IOException {
    SocketChannel connection =
        SocketChannel.open().setOption(StandardSocketOptions.SO_RCVBUF, RECEIVED);
    connection.connect(
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), URI.create(service.url()).getPort()));
    connection.configureBlocking(false);
    connection.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
    return connection;
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(service.url() + path)).timeout(TIMEOUT);
  }

  private String status(HttpRequest request) throws IOException, InterruptedException {
    try {
      return Integer.toString(client.send(request, BodyHandlers.ofString()).statusCode());
    } catch (HttpTimeoutException late) {
      return "none within " + TIMEOUT;
    }
  }
}
