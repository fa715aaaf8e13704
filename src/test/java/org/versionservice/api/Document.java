package org.versionservice.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The OpenAPI document that the service publishes. */
final class Document {

  private static final List<String> METHODS = List.of("GET", "PUT", "POST", "DELETE");

  private final JsonObject root;
  private final Map<Pattern, JsonObject> paths = new HashMap<>();

  /**
   * An operation of the document.
   *
   * @param name its operation id
   * @param description empty if absent
   */
  record Operation(String name, String description, JsonObject responses) {}

  Document(JsonObject root) {
    this.root = root;
    root.getJsonObject("paths")
        .forEach(
            (path, item) ->
                paths.put(
                    Pattern.compile(path.replaceAll("\\{[a-z-]+}", "[^/]+")), item.asJsonObject()));
  }

  /** Returns whether the document has a path. */
  boolean has(String path) {
    return item(path).isPresent();
  }

  /** Returns the methods of a path, with HEAD and OPTIONS. */
  Set<String> methods(String path) {
    Set<String> methods = new TreeSet<>(Set.of("OPTIONS"));
    JsonObject item = item(path).orElseThrow();
    METHODS.stream().filter(method -> item.containsKey(key(method))).forEach(methods::add);
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return methods;
  }

  /** Returns the operation of a request; HEAD has that of GET. */
  Optional<Operation> operation(String method, String path) {
    String key = key(method.equals("HEAD") ? "GET" : method);
    return item(path)
        .map(item -> item.get(key))
        .map(JsonValue::asJsonObject)
        .map(operation -> operation(operation));
  }

  List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    for (JsonObject item : paths.values()) {
      for (String method : METHODS) {
        if (item.containsKey(key(method))) {
          all.add(operation(item.getJsonObject(key(method))));
        }
      }
    }
    return all;
  }

  /** Returns the target of a reference, or the object itself if it is not a reference. */
  JsonObject resolved(JsonObject reference) {
    return reference.containsKey("$ref")
        ? root.getValue(reference.getString("$ref").substring(1)).asJsonObject()
        : reference;
  }

  private Optional<JsonObject> item(String path) {
    return paths.entrySet().stream()
        .filter(candidate -> candidate.getKey().matcher(path).matches())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static String key(String method) {
    return method.toLowerCase(Locale.ROOT);
  }

  private static Operation operation(JsonObject operation) {
    return new Operation(
        operation.getString("operationId"),
        operation.getString("description", ""),
        operation.getJsonObject("responses"));
  }
}
