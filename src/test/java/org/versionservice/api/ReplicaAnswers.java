package org.versionservice.api;

import java.util.List;
import java.util.stream.Stream;
import org.versionservice.api.Client.Answer;
import org.versionservice.api.ReplicaCluster.Replica;

/** What a replica answers to a sequence of changes with conditions, keys and mistakes. */
final class ReplicaAnswers {

  private ReplicaAnswers() {}

  /** Makes the changes, of a new app, and returns status and version or code of each answer. */
  static List<String> of(Replica replica, String app) {
    Client client = replica.client();
    String path = "/version/" + app;
    String increment = path + "/increment";
    return Stream.of(
            client.post(increment),
            client.post(increment, "If-Match", "\"17\""),
            client.post(increment, "If-Match", "\"1\""),
            client.post(increment, "Idempotency-Key", "job"),
            client.post(increment, "Idempotency-Key", "job"),
            client.post(increment + "?type=minor", "Idempotency-Key", "job"),
            client.json("PUT", path, "{\"version\":\"0.9.0\"}"),
            client.json("PUT", path, "{\"version\":\"1.0.3\"}"),
            client.post(increment + "?dryRun=true"),
            client.send("DELETE", "/version/4-unknown", null),
            client.send("DELETE", "/versions/40", null),
            client.json("PUT", path, "{\"version\":\"2.0.0\"}"))
        .map(ReplicaAnswers::summary)
        .toList();
  }

  private static String summary(Answer answer) {
    if (answer.status() >= 400) {
      return answer.status() + " " + answer.problem();
    }
    boolean again = "true".equals(answer.header("Idempotent-Replay"));
    return answer.status() + " " + answer.json().getString("version") + (again ? " again" : "");
  }
}
