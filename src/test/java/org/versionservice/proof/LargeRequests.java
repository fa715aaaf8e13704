package org.versionservice.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests with excessive header lines, which an HTTP client would not send. */
public final class LargeRequests {

  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int LARGEST_ANSWER = 4096;

  private LargeRequests() {}

  /** Sends all requests; each must be refused with a status below 500. */
  public static void assertRefusedBy(ServiceProcess service) {
    Map<String, String> refused =
        Map.of(
            "a header of 100 KB", get("/health/live", "X-Large: " + "a".repeat(100_000)),
            "1000 headers", get("/health/live", headers(1000)),
            "a name of 100 KB", get("/health/live", "a".repeat(100_000) + ": x"),
            "a target of 70 KB", get("/version/1-" + "a".repeat(70_000), "X-None: 0"),
            "a query of 70 KB", get("/versions?at=" + "a".repeat(70_000), "X-None: 0"),
            "a method of 70 KB", "G".repeat(70_000) + get("/versions", "X-None: 0"));
    refused.forEach(
        (name, request) ->
            assertThat(answer(service, request))
                .as(name)
                .containsPattern("^HTTP/1\\.1 (400|414|431) ")
                .doesNotContain("Server:", "X-Powered-By:"));
    String large = get("/health/live", "X-Large: " + "a".repeat(12_000));
    for (String request : new String[] {large, get("/health/live", headers(90))}) {
      assertThat(answer(service, request))
          .startsWith("HTTP/1.1 200 ")
          .doesNotContain("Server:", "X-Powered-By:");
    }
  }

  private static String headers(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "X-" + i + ": 0")
        .collect(Collectors.joining("\r\n"));
  }

  private static String get(String target, String headers) {
    return "GET "
        + target
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + headers
        + "\r\n\r\n";
  }

  /** Returns the beginning of the answer; the server may close before it received everything. */
  private static String answer(ServiceProcess service, String request) {
    int port = URI.create(service.url()).getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readNBytes(LARGEST_ANSWER), US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
