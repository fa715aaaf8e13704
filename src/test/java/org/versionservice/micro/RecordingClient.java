package org.versionservice.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.versionservice.proof.ServiceProcess;
import org.versionservice.version.SemanticVersion;

/** A client that records all answers and fails if later ones contradict them. */
final class RecordingClient {

  private final String token;
  private final Map<String, SemanticVersion> highest = new HashMap<>();
  private final Map<String, String> seen = new LinkedHashMap<>();

  /**
   * @param token a token with the roles for all its calls
   */
  RecordingClient(String token) {
    this.token = token;
  }

  /** {@link #issue Increments apps}, and records the registry. */
  void increment(ServiceProcess service, String... apps) {
    issue(service, apps);
    look(service);
  }

  /** Increments apps; each version must be above all that were issued before. */
  void issue(ServiceProcess service, String... apps) {
    for (String app : apps) {
      HttpResponse<String> answer = send(service, "POST", "/version/" + app + "/increment");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      SemanticVersion version = SemanticVersion.parse(answer.body().strip());
      SemanticVersion last = highest.put(app, version);
      assertThat(last == null || version.compareTo(last) > 0)
          .as("%s of %s after %s", version, app, last)
          .isTrue();
    }
  }

  private void look(ServiceProcess service) {
    seen.clear();
    seen.put("/versions", "");
    highest.keySet().forEach(app -> seen.put("/version/" + app + "/history?limit=500", ""));
    seen.replaceAll((path, before) -> send(service, "GET", path).body());
  }

  /** Asserts that each version, change and commit of the last look still exists. */
  void assertAllThere(ServiceProcess service) {
    assertThat(seen).isNotEmpty();
    seen.forEach(
        (path, before) -> assertThat(send(service, "GET", path).body()).as(path).isEqualTo(before));
  }

  private HttpResponse<String> send(ServiceProcess service, String method, String path) {
    String accept = method.equals("POST") ? "text/plain" : "application/json";
    return service.send(method, path, "", "Accept", accept, "Authorization", "Bearer " + token);
  }
}
