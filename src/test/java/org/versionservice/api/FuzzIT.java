package org.versionservice.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.api.FuzzedRequests.Fuzzed;
import org.versionservice.api.FuzzedRequests.Manner;
import org.versionservice.proof.ServiceProcess;

/** Tests that no request leads to a 5xx, an HTML page, a stack trace or a change. */
@ExtendWith(SharedService.class)
class FuzzIT {

  private static final int REQUESTS = Integer.getInteger("fuzz.requests", 2_000);
  private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
  private static final int SENDERS = 8;

  /** A longer wait counts as no response: the server waits for the announced rest of a body. */
  private static final int TIMEOUT_MILLIS = 2_000;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) [^\r]*\r\n");
  private static final Pattern LEAK =
      Pattern.compile("<html|<!DOCTYPE|Exception|\tat |java\\.|jakarta\\.|org\\.|fish\\.");

  /** The server answers an unsupported version of HTTP itself. */
  private static final int VERSION_NOT_SUPPORTED = 505;

  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  @Test
  void fuzzedRequests_areRefusedAndChangeNothing_besideAByteASecond(
      Client client, URI base, ServiceProcess service) throws Exception {
    client.post("/version/fuzz-a/increment");
    String before = client.get("/versions").body();
    int log = service.printed().length();

    try (SlowBodyClient slow = new SlowBodyClient(base, "fuzz-a")) {
      sendAll(base);
      assertThat(slow.answer())
          .startsWith("HTTP/1.1 408 ")
          .contains("application/problem+json", "\"code\":\"REQUEST_TIMEOUT\"")
          .containsIgnoringCase("Connection: close");
    }

    String seed = "-Dfuzz.seed=" + SEED;
    System.out.println("Fuzzed requests: " + REQUESTS + ", " + seed + ", " + counts);
    assertThat(wrong).as(seed).isEmpty();
    assertThat(counts).as(seed).containsKeys("200", "400", "404", "405", "413", "415");
    assertThat(client.get("/versions").body()).as(seed).isEqualTo(before);
    assertThat(client.get("/health/ready").status()).as(seed).isEqualTo(200);
    assertThat(service.printed().substring(log))
        .as(seed)
        .doesNotContain(" met a defect", "at org.versionservice");
  }

  /** Requests that HTTP libraries do not send. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /versions?a=^ HTTP/1.1\r\n",
        "GET /version/1-a|b HTTP/1.1\r\n",
        "GET /versions HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 0\r\n",
      })
  void requestThatIsNotHttp_isInvalid(String head, URI base) {
    String request = head + "Host: x\r\nConnection: close\r\n\r\n";
    assertThat(answer(base, new Fuzzed(request.getBytes(ISO_8859_1), Manner.AT_ONCE)))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json", "\"code\":\"INVALID_REQUEST\"");
  }

  private void sendAll(URI base) throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      FuzzedRequests requests = new FuzzedRequests(new Random(SEED + i));
      done.add(senders.submit(() -> send(base, requests)));
    }
    senders.shutdown();
    for (Future<?> sender : done) {
      sender.get();
    }
  }

  private void send(URI base, FuzzedRequests requests) {
    for (int i = 0; i < REQUESTS / SENDERS; i++) {
      Fuzzed request = requests.next();
      String answer = answer(base, request);
      Matcher status = STATUS.matcher(answer);
      String name = answer.isEmpty() ? "closed" : status.lookingAt() ? status.group(1) : "none";
      counts.merge(name, 1, Integer::sum);
      if (answer.isEmpty() ? request.isWhole() : !isRight(answer)) {
        wrong.add(request + "\nwas answered\n" + answer);
      }
    }
  }

  private static boolean isRight(String answer) {
    Matcher status = STATUS.matcher(answer);
    int headEnd = answer.indexOf("\r\n\r\n");
    if (!status.lookingAt() || headEnd < 0) {
      return false;
    }
    String head = answer.substring(0, headEnd).toLowerCase(Locale.ROOT);
    String body = answer.substring(headEnd + 4).replaceFirst("^0\\r\\n\\r\\n$", "");
    int code = Integer.parseInt(status.group(1));
    if (code >= 500 && (code != VERSION_NOT_SUPPORTED || !body.isEmpty())) {
      return false;
    }
    if (code < 400) {
      return !head.contains("text/html") || isRedirectedByServer(code, head);
    }
    return body.isEmpty() || (isProblem(head, body) && !LEAK.matcher(body).find());
  }

  /**
   * Returns whether the server redirected a target of only dots and encoded slashes to the root.
   */
  private static boolean isRedirectedByServer(int code, String head) {
    return code == 301 && !head.contains("x-request-id:");
  }

  /** The server omits the type if the request asks for another protocol or for none. */
  private static boolean isProblem(String head, String body) {
    return body.startsWith("{\"type\":\"about:blank\",")
        && (head.contains("content-type: application/problem+json")
            || !head.contains("content-type:"));
  }

  /** Returns the response up to the end of the connection; empty if there is none. */
  private static String answer(URI base, Fuzzed request) {
    StringBuilder answer = new StringBuilder();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), base.getPort())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      write(socket, request);
      if (request.manner() != Manner.ABANDONED) {
        read(socket.getInputStream(), answer);
      }
    } catch (IOException closed) {
      // A server that has answered ignores the rest of the request, and may reset the connection.
      return answer.toString();
    }
    return answer.toString().replaceFirst("^HTTP/1.1 100 [^\r]*\r\n\r\n", "");
  }

  private static void read(InputStream input, StringBuilder answer) throws IOException {
    byte[] buffer = new byte[8192];
    int length = input.read(buffer);
    while (length > 0) {
      answer.append(new String(buffer, 0, length, ISO_8859_1));
      length = input.read(buffer);
    }
  }

  private static void write(Socket socket, Fuzzed request) throws IOException {
    OutputStream output = socket.getOutputStream();
    byte[] bytes = request.bytes();
    switch (request.manner()) {
      case AT_ONCE -> output.write(bytes);
      case SLOWLY -> {
        int piece = 1 + bytes.length / 20;
        for (int from = 0; from < bytes.length; from += piece) {
          output.write(bytes, from, Math.min(piece, bytes.length - from));
          LockSupport.parkNanos(5_000_000);
        }
      }
      case CUT -> {
        output.write(bytes, 0, bytes.length / 2);
        socket.shutdownOutput();
      }
      case ABANDONED -> output.write(bytes, 0, bytes.length / 2);
    }
  }
}
