package org.versionservice.proof;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.versionservice.version.CommitId;
import org.versionservice.version.Layout;

/** The service in a process of its own, called over HTTP. */
final class ServiceReplica implements Replica {

  private static final Duration TIMEOUT = Duration.ofSeconds(40);
  private static final Set<String> MAY_BE_MADE = Set.of("OUTCOME_UNKNOWN", "INTERNAL_ERROR");

  private final ServiceProcess process;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ServiceReplica(ServiceProcess process) {
    this.process = process;
  }

  @Override
  public CompletableFuture<Answer> ask(ChangeRequest change) {
    return client
        .sendAsync(request(process.url(), change), BodyHandlers.ofString())
        .handle((response, failure) -> answer(body -> made(change, body), response, failure));
  }

  @Override
  public CompletableFuture<Answer> convert(Layout layout) {
    HttpRequest request =
        to(process.url() + "/layout")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"layout\":\"" + layout.text() + "\"}"))
            .build();
    return client
        .sendAsync(request, BodyHandlers.ofString())
        .handle((response, failure) -> answer(ServiceReplica::converted, response, failure));
  }

  private static Answer converted(JsonObject body) {
    return new Answer.Converted(
        Layout.valueOf(body.getString("layout").toUpperCase(Locale.ROOT)),
        new CommitId(body.getString("commit")),
        body.getBoolean("pushed"));
  }

  /** Returns the HTTP request of a change. */
  static HttpRequest request(String url, ChangeRequest change) {
    String app = url + "/version/" + change.app();
    HttpRequest.Builder request =
        switch (change.kind()) {
          case INCREMENT ->
              to(app
                      + "/increment?type="
                      + change.level().name().toLowerCase(Locale.ROOT)
                      + change.releaseLine().map(line -> "&from=1.0.0&line=" + line).orElse(""))
                  .POST(BodyPublishers.noBody());
          case RESERVE ->
              to(app + "/reserve?type=" + change.level().name().toLowerCase(Locale.ROOT))
                  .POST(BodyPublishers.noBody());
          case CONFIRM, ABORT ->
              to(app + "/" + change.kind().name().toLowerCase(Locale.ROOT))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{\"version\":\"" + change.detail() + "\"}"));
          case SET ->
              to(app)
                  .header("Content-Type", "application/json")
                  .PUT(BodyPublishers.ofString("{\"version\":\"" + change.detail() + "\"}"));
          case DELETE -> to(app).DELETE();
        };
    change.key().ifPresent(key -> request.header("Idempotency-Key", key.value()));
    return request.build();
  }

  private static HttpRequest.Builder to(String url) {
    return HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT);
  }

  private static Answer answer(
      Function<JsonObject, Answer> made,
      @Nullable HttpResponse<String> response,
      @Nullable Throwable failure) {
    return response == null ? unanswered(failure) : answer(made, response);
  }

  private static Answer unanswered(@Nullable Throwable failure) {
    Throwable cause = failure != null && failure.getCause() != null ? failure.getCause() : failure;
    boolean sent =
        !(cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException);
    return sent ? new Answer.Unknown("" + cause) : new Answer.Denied("" + cause);
  }

  /** Returns the answer in a response; one without a code is not of the service. */
  static Answer answer(ChangeRequest change, HttpResponse<String> response) {
    return answer(body -> made(change, body), response);
  }

  private static Answer answer(Function<JsonObject, Answer> made, HttpResponse<String> response) {
    JsonObject body;
    try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
      body = reader.readObject();
    } catch (JsonException notOfTheService) {
      return new Answer.Unknown("HTTP " + response.statusCode());
    }
    String code = body.getString("code", "");
    if (response.statusCode() < 300) {
      return made.apply(body);
    }
    return code.isEmpty() || MAY_BE_MADE.contains(code)
        ? new Answer.Unknown("HTTP " + response.statusCode() + " " + code)
        : new Answer.Denied(code + ": " + body.getString("detail", ""));
  }

  private static Answer made(ChangeRequest change, JsonObject body) {
    String version = body.getString("version", "");
    if (version.equals(body.getString("previous", null))) {
      return new Answer.Unchanged();
    }
    CommitId commit = new CommitId(body.getString("commit"));
    return change.kind() == RequestAttempt.Kind.DELETE
        ? new Answer.Deleted(commit)
        : new Answer.Made(SeenVersion.parse(version), commit, body.getBoolean("pushed"));
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void signal(String name) {
    Signal.send(name, process.pid());
  }

  @Override
  public void kill() {
    process.close();
  }

  @Override
  public int stop() {
    return process.signal("TERM");
  }

  /** Waits until it answers. */
  void awaitReady() {
    process.awaitHealthy();
  }

  /** Returns how many changes the holder of the writer lease made for it since its start. */
  long forwarded() {
    return process
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("versionservice_forwarded_changes_total"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
