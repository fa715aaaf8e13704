package org.versionservice.micro;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.ServiceProcess;

/** Clients that send or read nothing leave the service to all others. */
class IdleConnectionsIT {

  /** More than the server has threads. */
  private static final int CONNECTIONS = 260;

  /** Long for a busy machine; the server waits for a client for ten seconds or more. */
  private static final Duration PATIENCE = Duration.ofSeconds(7);

  /** Bytes that a client takes that does not read. */
  private static final int RECEIVED = 4096;

  private static final String HOST = " HTTP/1.1\r\nHost: x\r\n";

  private static ServiceProcess service;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void start(@TempDir Path temporary) {
    Map<String, String> settings =
        Map.of("VERSIONS_DATA_DIR", temporary.resolve("data").toString());
    service = ServiceProcess.start(settings, temporary.resolve("log")).awaitReady();
    assertThat(service.text("POST", "/version/1-app1/increment").statusCode()).isEqualTo(200);
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
    assertOthersAreServed(
        "POST /version/1-app1/increment"
            + HOST
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
  }

  @Test
  void answersThatNobodyReads_leaveThreads() throws Exception {
    assertOthersAreServed(("GET /openapi" + HOST + "\r\n").repeat(40));
  }

  private void assertOthersAreServed(String request) throws Exception {
    List<SocketChannel> idle = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        idle.add(send(request));
      }
      for (String path : List.of("/health/live", "/version/1-app1", "/health/live")) {
        assertThat(status(path)).as(path).isEqualTo("200");
      }
    } finally {
      for (SocketChannel connection : idle) {
        connection.close();
      }
    }
  }

  private static SocketChannel send(String request) throws IOException {
    SocketChannel connection =
        SocketChannel.open().setOption(StandardSocketOptions.SO_RCVBUF, RECEIVED);
    connection.connect(
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), URI.create(service.url()).getPort()));
    connection.configureBlocking(false);
    connection.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
    return connection;
  }

  private String status(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.url() + path)).timeout(PATIENCE).build();
    try {
      return Integer.toString(client.send(request, BodyHandlers.ofString()).statusCode());
    } catch (HttpTimeoutException late) {
      return "none within " + PATIENCE;
    }
  }
}
