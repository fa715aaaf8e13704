package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.versionservice.api.Client.Answer;

/**
 * Checks responses against the OpenAPI document, which must mention everything that they contain.
 */
final class Contract {

  /** Headers that only some responses of a status have. */
  private static final Set<String> OCCASIONAL = Set.of("Idempotent-Replay", "Link");

  private final Document document;
  private final Set<String> seen = new ConcurrentSkipListSet<>();

  Contract(JsonObject document) {
    this.document = new Document(document);
  }

  /** Returns the number of operations in the document. */
  int operations() {
    return document.operations().size();
  }

  /** Returns the documented operations and statuses that no response has had yet. */
  Set<String> unseen() {
    Set<String> unseen = new TreeSet<>();
    for (Document.Operation operation : document.operations()) {
      operation.responses().keySet().forEach(status -> unseen.add(operation.name() + ' ' + status));
    }
    unseen.removeAll(seen);
    return unseen;
  }

  /** Checks a response against the document. */
  void check(String method, String target, Answer answer) {
    String path = path(target);
    String shown = method + ' ' + target + " was answered " + answer.status() + ' ' + answer.body();
    if (!hasPath(target) || isRefusedByServer(answer)) {
      return;
    }
    assertThat(answer.header("X-Request-Id")).as(shown).isNotBlank();
    if (!document.methods(path).contains(method)) {
      assertThat(answer.status()).as(shown).isIn(401, 403, 405, 429);
    } else if (!method.equals("OPTIONS")) {
      checkDocumented(document.operation(method, path).orElseThrow(), method, answer, shown);
    }
    if (answer.status() == 405 && !method.equals("TRACE")) {
      assertThat(Set.of((answer.header("Allow") + "").split(", ", -1)))
          .as(shown)
          .isEqualTo(document.methods(path));
    }
  }

  /** Returns whether the document has the path of a target; it lacks paths of the server itself. */
  boolean hasPath(String target) {
    return document.has(path(target));
  }

  private static String path(String target) {
    return target.replaceFirst("[?#].*", "");
  }

  /** Returns whether the server refused the target before the application. */
  private static boolean isRefusedByServer(Answer answer) {
    return answer.status() == 400 && answer.header("X-Request-Id") == null;
  }

  private void checkDocumented(
      Document.Operation operation, String method, Answer answer, String shown) {
    if (answer.body().contains("\"INVALID_REQUEST\"")) {
      assertThat(answer.status()).as(shown).isEqualTo(400);
      return;
    }
    String status = Integer.toString(answer.status());
    assertThat(operation.responses()).as(shown).containsKey(status);
    JsonObject response = document.resolved(operation.responses().getJsonObject(status));
    response.getOrDefault("headers", JsonValue.EMPTY_JSON_OBJECT).asJsonObject().keySet().stream()
        .filter(name -> !OCCASIONAL.contains(name))
        .forEach(name -> assertThat(answer.header(name)).as(shown + ", " + name).isNotBlank());
    checkContent(response.get("content"), method, answer, shown);
    seen.add(operation.name() + ' ' + status);
  }

  private void checkContent(
      @Nullable JsonValue content, String method, Answer answer, String shown) {
    String type = answer.header("Content-Type");
    if (content == null) {
      assertThat(type).as(shown).isNull();
      assertThat(answer.body()).as(shown).isEmpty();
      return;
    }
    assertThat(type).as(shown).isNotNull();
    String mediaType = (type + "").replaceFirst(";.*", "");
    assertThat(content.asJsonObject()).as(shown).containsKey(mediaType);
    if (method.equals("HEAD")) {
      assertThat(answer.body()).as(shown).isEmpty();
    } else if (mediaType.endsWith("json") && answer.header("Content-Encoding") == null) {
      checkJson(content.asJsonObject().getJsonObject(mediaType), answer, shown);
    }
  }

  private void checkJson(JsonObject content, Answer answer, String shown) {
    JsonValue body = answer.value();
    assertThat(Schema.errors(document, content.getJsonObject("schema"), body)).as(shown).isEmpty();
    if (answer.status() >= 400) {
      String code = body.asJsonObject().getString("code");
      assertThat(content.getJsonObject("examples")).as(shown).containsKey(code);
      assertThat(body.asJsonObject().getInt("status")).as(shown).isEqualTo(answer.status());
    }
  }
}
