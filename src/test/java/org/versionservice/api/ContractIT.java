package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.api.Client.Answer;
import org.versionservice.proof.ServiceProcess;

/** Tests that the service answers as the OpenAPI document says, with each documented status. */
@ExtendWith(SharedService.class)
class ContractIT {

  private static final String ADMIN = "an-admin-token-of-thirty-two-characters";

  @TempDir Path temporary;

  @Test
  void service_matchesTheDocument_completely(Client client) throws Exception {
    sendRows(client);
    sendMalformed(client);
    Set<String> unseen = new TreeSet<>(client.contract().unseen());
    unseen.retainAll(unseenWithTokens());
    unseen.retainAll(unseenWhileLoading());
    assertThat(unseen).as("documented, but never answered").isEmpty();
  }

  /** Sends the rows in their order; rows depend on earlier ones. */
  private static void sendRows(Client client) throws IOException {
    Map<String, String> variables = new HashMap<>();
    AtomicInteger sent = new AtomicInteger();
    SoftAssertions softly = new SoftAssertions();
    for (String row : rows()) {
      softly.check(() -> sent.addAndGet(send(Case.of(row, variables), client, variables)));
    }
    softly.assertAll();
    System.out.println("Cases of the table: " + sent);
  }

  private static int send(Case request, Client client, Map<String, String> variables) {
    Answer answer = request.send(client, variables);
    boolean read =
        request.method().equals("GET")
            && request.status() < 400
            && client.contract().hasPath(request.target());
    if (read) {
      request.sendAsHead(client, answer);
    }
    return read ? 2 : 1;
  }

  private static List<String> rows() throws IOException {
    try (InputStream file = ContractIT.class.getResourceAsStream("/http-cases.txt")) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }
  }

  /** Tests that malformed requests get a problem and change nothing. */
  private static void sendMalformed(Client client) {
    List<MalformedRequests.Request> requests = MalformedRequests.all();
    assertThat(requests).hasSizeGreaterThan(200).doesNotHaveDuplicates();
    System.out.println("Malformed requests: " + requests.size());
    String before = client.get("/versions").body();
    SoftAssertions softly = new SoftAssertions();
    for (MalformedRequests.Request request : requests) {
      Answer answer =
          client.send(
              request.method(),
              request.path(),
              request.body(),
              request.headers().toArray(String[]::new));
      String shown = request + " was answered " + answer.body();
      softly.assertThat(answer.status()).as(shown).isEqualTo(request.status());
      softly.assertThat(answer.problem()).as(shown).isEqualTo(request.code());
    }
    softly.assertAll();
    for (String target : MalformedRequests.REFUSED_BY_SERVER) {
      Answer answer = client.get(target);
      assertThat(answer.status()).as(target).isEqualTo(400);
      assertThat(answer.body()).as(target).isEmpty();
    }
    assertThat(client.get("/versions").body()).isEqualTo(before);
    assertThat(client.get("/health/ready").status()).isEqualTo(200);
  }

  /** Returns what a service that requires tokens, and later loses them, has not answered. */
  private Set<String> unseenWithTokens() throws IOException {
    Path tokens = Files.createDirectory(temporary.resolve("tokens"));
    Map<String, String> settings =
        Map.of(
            "VERSIONS_DATA_DIR",
            temporary.resolve("data").toString(),
            "VERSIONS_AUTH",
            "tokens",
            "VERSIONS_ADMIN_TOKEN",
            ADMIN,
            "VERSIONS_TOKENS_FILE",
            tokens.resolve("tokens.json").toString(),
            "VERSIONS_RATE_LIMIT",
            "10");
    try (ServiceProcess service = ServiceProcess.start(settings, temporary.resolve("log"))) {
      Client client = new Client(URI.create(service.url())).awaitReady();
      JsonObject limited = limitedToken(client);
      List<Call> calls = calls(limited.getString("id"));
      assertThat(calls).hasSize(client.contract().operations());
      sendUnauthorized(client, calls, limited.getString("token"));
      Files.delete(tokens.resolve("tokens.json"));
      Files.move(tokens, temporary.resolve("moved"));
      Files.createFile(tokens);
      assertThat(limitedTokenRefused(client)).isEqualTo("STORAGE_UNAVAILABLE");
      assertThat(service.printed()).contains("request POST/tokens failed");
      return client.contract().unseen();
    }
  }

  /** Returns what a service that has not loaded its registry has not answered. */
  private Set<String> unseenWhileLoading() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Map<String, String> settings =
          Map.of(
              "VERSIONS_DATA_DIR",
              temporary.resolve("loading").toString(),
              "GIT_REPO_URL",
              "http://127.0.0.1:" + silent.getLocalPort() + "/versions.git");
      try (ServiceProcess service = ServiceProcess.start(settings, temporary.resolve("log"))) {
        Client client = new Client(URI.create(service.url()));
        for (Call call : calls("0".repeat(8))) {
          assertThat(call.send(client, ADMIN).problem())
              .as(call + "")
              .isEqualTo("STORAGE_UNAVAILABLE");
        }
        return client.contract().unseen();
      }
    }
  }

  private static final Call LIMITED =
      new Call(
          "POST",
          "/tokens",
          "{\"name\":\"somebody\",\"role\":\"reader\",\"projects\":[\"other\"]}");

  /**
   * A request for an operation.
   *
   * @param body null if the operation has none
   */
  private record Call(String method, String target, @Nullable String body) {

    Answer send(Client client, String token) {
      return body == null
          ? client.send(method, target, null, headers(token))
          : client.json(method, target, body, headers(token));
    }

    private String[] headers(String token) {
      return new String[] {"Authorization", "Bearer " + token, "X-Request-Id", id()};
    }

    String id() {
      return method + target;
    }
  }

  private static List<Call> calls(String tokenId) {
    return List.of(
        new Call("GET", "/version/row-a", null),
        new Call("PUT", "/version/row-a", "{\"version\":\"1.0.0\"}"),
        new Call("DELETE", "/version/row-a", null),
        new Call("POST", "/version/row-a/increment", null),
        new Call("POST", "/version/row-a/dev", "{\"sha\":\"abcdef0\"}"),
        new Call("POST", "/version/row-a/reserve", null),
        new Call("POST", "/version/row-a/confirm", "{\"version\":\"1.0.0\"}"),
        new Call("POST", "/version/row-a/abort", "{\"version\":\"1.0.0\"}"),
        new Call("GET", "/version/row-a/history", null),
        new Call("GET", "/version/row-a/badge.svg", null),
        new Call("GET", "/version/row-a/badge.json", null),
        new Call("GET", "/versions", null),
        new Call("GET", "/versions/row", null),
        new Call("DELETE", "/versions/row", null),
        new Call("DELETE", "/delete/row", null),
        new Call("GET", "/events", null),
        new Call("GET", "/conflicts", null),
        new Call("POST", "/layout", "{\"layout\":\"single\"}"),
        new Call("POST", "/hooks/push", null),
        new Call("GET", "/tokens", null),
        new Call("POST", "/tokens", "{\"name\":\"ci\",\"role\":\"reader\"}"),
        new Call("DELETE", "/tokens/" + tokenId, null));
  }

  private static JsonObject limitedToken(Client client) {
    return LIMITED.send(client, ADMIN).json();
  }

  private static String limitedTokenRefused(Client client) {
    return LIMITED.send(client, ADMIN).problem();
  }

  private static void sendUnauthorized(Client client, List<Call> calls, String limited) {
    for (Call call : calls) {
      assertThat(call.send(client, "nobody").problem()).as(call + "").isEqualTo("UNAUTHORIZED");
      assertThat(call.send(client, limited).problem()).as(call + "").isEqualTo("FORBIDDEN");
    }
    for (Call call : calls) {
      Answer answer = call.send(client, limited);
      for (int i = 0; i < 200 && answer.status() == 403; i++) {
        answer = call.send(client, limited);
      }
      assertThat(answer.problem()).as(call + "").isEqualTo("TOO_MANY_REQUESTS");
    }
  }
}
