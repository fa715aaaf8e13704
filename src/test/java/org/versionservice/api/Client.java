package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A client that checks all responses against the OpenAPI document of the service. */
final class Client {

  private final URI base;
  private final Contract contract;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Connects and waits until the service is alive. */
  Client(URI base) {
    this.base = base;
    Awaitility.await("alive")
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> exchange("GET", "/health/live", null).status() == 200);
    contract = new Contract(exchange("GET", "/openapi", null, "Accept", "application/json").json());
  }

  /** Waits until the service is ready. */
  Client awaitReady() {
    Awaitility.await("ready").until(() -> exchange("GET", "/health/ready", null).status() == 200);
    return this;
  }

  /** Returns the contract with the responses that this client has seen. */
  Contract contract() {
    return contract;
  }

  record Answer(HttpResponse<String> response) {

    int status() {
      return response.statusCode();
    }

    String body() {
      return response.body();
    }

    @Nullable String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    JsonObject json() {
      assertThat(header("Content-Type")).startsWith("application/json");
      return value().asJsonObject();
    }

    JsonArray array() {
      assertThat(header("Content-Type")).startsWith("application/json");
      return value().asJsonArray();
    }

    /** Checks the form of a problem and returns its code. */
    String problem() {
      assertThat(header("Content-Type")).isEqualTo("application/problem+json");
      JsonObject problem = value().asJsonObject();
      assertThat(problem.getInt("status")).isEqualTo(status());
      assertThat(problem).containsKeys("type", "title", "detail");
      return problem.getString("code");
    }

    JsonValue value() {
      try (JsonReader reader = Json.createReader(new StringReader(body()))) {
        return reader.readValue();
      }
    }
  }

  /** Sends a request; {@code headers} are names and values in turn. */
  Answer send(String method, String path, @Nullable String body, String... headers) {
    Answer answer = exchange(method, path, body, headers);
    contract.check(method, path, answer);
    return answer;
  }

  private Answer exchange(String method, String path, @Nullable String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path + " " + body, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Answer get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  Answer post(String path, String... headers) {
    return send("POST", path, null, headers);
  }

  Answer json(String method, String path, String body, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = "application/json";
    return send(method, path, body, all);
  }
}
