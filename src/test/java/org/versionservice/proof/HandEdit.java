package org.versionservice.proof;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.versionservice.version.CommitId;

/**
 * Commits edits of the remote's files of versions from a clone, without the service and in another
 * JSON style.
 */
final class HandEdit {

  /** The branch moves many times a second, so most edits come too late. */
  private static final int MOST_TRIES = 200;

  private final BareRepository origin;
  private final String branch;
  private final Random random;

  HandEdit(BareRepository origin, String branch, Random random) {
    this.origin = origin;
    this.branch = branch;
    this.random = random;
  }

  /** Raises the patch number of an app, and returns the app; empty if there is none. */
  Optional<String> raise() {
    return someApp().filter(app -> edit(app, file -> withPatch(file, app, 1 + random.nextInt(50))));
  }

  /** Lowers the patch number of an app. */
  void lower(String app) {
    edit(app, file -> withPatch(file, app, -2));
  }

  /** Removes an app. */
  void remove() {
    someApp().ifPresent(app -> edit(app, file -> print(without(parse(file), app))));
  }

  /** Adds white space to the file and keeps its meaning. */
  void respell() {
    someApp()
        .ifPresent(
            app ->
                edit(
                    app,
                    file ->
                        random.nextBoolean()
                            ? file.replace(",\n", " ,\r\n").replace(": ", "\t:\n")
                            : print(parse(file))));
  }

  /** Edits the file that has an app; returns whether there was something to edit. */
  private boolean edit(String app, UnaryOperator<String> change) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Optional<CommitId> head = origin.head(branch);
      Optional<String> path = file(head.orElseThrow().value(), app);
      if (path.isEmpty()) {
        return false;
      }
      String before = origin.read(head.get().value(), path.get());
      String after = change.apply(before);
      if (after.equals(before)) {
        return false;
      }
      try {
        origin.commit(branch, head, path.get(), after);
        return true;
      } catch (IllegalStateException somebodyElseWasFaster) {
        // The next try reads the new state.
      }
    }
    throw new IllegalStateException("no edit gets through");
  }

  private Optional<String> someApp() {
    String head = origin.head(branch).orElseThrow().value();
    List<String> apps =
        HistoryReader.files(origin, head).values().stream()
            .flatMap(file -> file.getJsonObject("versions").keySet().stream())
            .toList();
    return apps.isEmpty() ? Optional.empty() : Optional.of(apps.get(random.nextInt(apps.size())));
  }

  private Optional<String> file(String commit, String app) {
    return HistoryReader.files(origin, commit).entrySet().stream()
        .filter(file -> file.getValue().getJsonObject("versions").containsKey(app))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static String withPatch(String file, String app, int more) {
    JsonObject root = parse(file);
    JsonObject apps = root.getJsonObject("versions");
    if (!apps.containsKey(app)) {
      return file;
    }
    JsonObject entry = apps.getJsonObject(app);
    List<BigInteger> numbers = SeenVersion.parse(entry.getString("current")).numbers();
    BigInteger patch = numbers.get(2).add(BigInteger.valueOf(more)).max(BigInteger.ZERO);
    String version = numbers.get(0) + "." + numbers.get(1) + "." + patch;
    JsonObject edited = with(entry, "current", Json.createValue(version));
    return print(with(root, "versions", with(apps, app, edited)));
  }

  private static JsonObject without(JsonObject root, String app) {
    JsonObjectBuilder apps = Json.createObjectBuilder(root.getJsonObject("versions")).remove(app);
    return with(root, "versions", apps.build());
  }

  private static JsonObject with(JsonObject object, String name, JsonValue value) {
    return Json.createObjectBuilder(object).add(name, value).build();
  }

  private static JsonObject parse(String file) {
    try (JsonReader reader = Json.createReader(new StringReader(file))) {
      return reader.readObject();
    }
  }

  private static String print(JsonObject root) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer =
        Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true)).createWriter(text)) {
      writer.writeObject(root);
    }
    return text.append('\n').toString();
  }
}
