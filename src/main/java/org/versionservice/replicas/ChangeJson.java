package org.versionservice.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.IncrementVersion;
import org.versionservice.version.Layout;
import org.versionservice.version.Principal;
import org.versionservice.version.ProjectId;
import org.versionservice.version.ReleaseLine;
import org.versionservice.version.Request;
import org.versionservice.version.RequestId;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SettleReservation;
import org.versionservice.version.SourceSha;
import org.versionservice.version.VersionFormat;

/**
 * The JSON of changes between replicas. A replica refuses a kind or a member that it does not know,
 * because a newer one may mean something by it.
 */
final class ChangeJson {

  static final JsonBuilderFactory BUILD = Json.createBuilderFactory(Map.of());
  private static final JsonReaderFactory READ = Json.createReaderFactory(Map.of());

  private static final String KIND = "kind";
  private static final String INCREMENT = "increment";
  private static final String SET = "set";
  private static final String SETTLE = "settle";
  private static final String DELETE = "delete";
  private static final String DELETE_PROJECT = "delete project";
  private static final String LAYOUT = "layout";
  private static final String FORMAT = "format";

  private ChangeJson() {}

  static byte[] of(List<Change> changes) {
    JsonArrayBuilder all = BUILD.createArrayBuilder();
    changes.forEach(change -> all.add(of(change)));
    return all.build().toString().getBytes(UTF_8);
  }

  private static JsonObjectBuilder of(Change change) {
    JsonObjectBuilder json = BUILD.createObjectBuilder();
    Change plain = change;
    if (change instanceof Change.Conditional conditional) {
      plain = conditional.change();
      json.add("conditions", ConditionJson.of(conditional.conditions()));
      conditional.format().ifPresent(format -> json.add(FORMAT, format.text()));
    }
    json.add("request", of(plain.request()));
    if (plain instanceof IncrementVersion step) {
      json.add(KIND, INCREMENT).add("app", step.app().value());
      json.add("by", IncrementJson.of(step.increment()));
      step.line().ifPresent(line -> json.add("line", line.toString()));
      step.reservedFor().ifPresent(time -> json.add("seconds", time.toSeconds()));
      step.lineStart().ifPresent(version -> json.add("line from", version.toString()));
      return json.add("from", step.startsFrom().toString());
    } else if (plain instanceof Change.SetVersion set) {
      json.add(KIND, SET).add("app", set.app().value());
      return json.add("version", set.version().toString()).add("force", set.force());
    } else if (plain instanceof SettleReservation settle) {
      json.add(KIND, SETTLE).add("app", settle.app().value());
      return json.add("version", settle.version().toString()).add("confirms", settle.confirms());
    } else if (plain instanceof Change.DeleteApplication delete) {
      return json.add(KIND, DELETE).add("app", delete.app().value());
    } else if (plain instanceof Change.DeleteProject delete) {
      return json.add(KIND, DELETE_PROJECT).add("project", delete.project().value());
    } else if (plain instanceof Change.ConvertLayout conversion) {
      return json.add(KIND, LAYOUT).add("to", conversion.layout().name());
    }
    throw new IllegalArgumentException("no JSON for " + plain);
  }

  private static JsonObjectBuilder of(Request request) {
    JsonObjectBuilder json = BUILD.createObjectBuilder();
    json.add("id", request.id().value()).add("by", request.principal().name());
    request.key().ifPresent(key -> json.add("key", key.value()));
    request.sha().ifPresent(sha -> json.add("sha", sha.value()));
    request.requestId().ifPresent(id -> json.add("request", id.value()));
    return json;
  }

  /**
   * Parses changes.
   *
   * @throws IllegalArgumentException if one of them is not known here
   */
  static List<Change> parse(byte[] text) {
    try {
      return array(text).stream().map(value -> change(value.asJsonObject())).toList();
    } catch (ClassCastException | NullPointerException | ArithmeticException malformed) {
      throw new IllegalArgumentException("no change", malformed);
    }
  }

  static JsonArray array(byte[] text) {
    try (JsonReader reader = READ.createReader(new ByteArrayInputStream(text), UTF_8)) {
      return reader.readArray();
    } catch (JsonException malformed) {
      throw new IllegalArgumentException("no JSON array", malformed);
    }
  }

  private static Change change(JsonObject json) {
    Request request = request(json.getJsonObject("request"));
    Change change =
        switch (text(json, KIND)) {
          case INCREMENT -> {
            check(json, "app", "by", "from", "line", "line from", "seconds");
            yield new IncrementVersion(
                new ApplicationId(text(json, "app")),
                IncrementJson.parse(json.getJsonObject("by")),
                SemanticVersion.parse(text(json, "from")),
                find(json, "line").map(ReleaseLine::parse),
                find(json, "line from").map(SemanticVersion::parse),
                Optional.ofNullable(json.getJsonNumber("seconds"))
                    .map(seconds -> Duration.ofSeconds(seconds.longValueExact())),
                request);
          }
          case SET -> {
            check(json, "app", "version", "force");
            yield new Change.SetVersion(
                new ApplicationId(text(json, "app")),
                SemanticVersion.parse(text(json, "version")),
                json.getBoolean("force"),
                request);
          }
          case SETTLE -> {
            check(json, "app", "version", "confirms");
            yield new SettleReservation(
                new ApplicationId(text(json, "app")),
                SemanticVersion.parse(text(json, "version")),
                json.getBoolean("confirms"),
                request);
          }
          case DELETE -> {
            check(json, "app");
            yield new Change.DeleteApplication(new ApplicationId(text(json, "app")), request);
          }
          case DELETE_PROJECT -> {
            check(json, "project");
            yield new Change.DeleteProject(new ProjectId(text(json, "project")), request);
          }
          case LAYOUT -> {
            check(json, "to");
            yield new Change.ConvertLayout(Layout.valueOf(text(json, "to")), request);
          }
          default -> throw new IllegalArgumentException("a change of an unknown kind");
        };
    return json.containsKey("conditions")
        ? new Change.Conditional(
            change, ConditionJson.parse(json.getJsonArray("conditions")), format(json))
        : change;
  }

  private static Optional<VersionFormat> format(JsonObject json) {
    Optional<VersionFormat> format = find(json, FORMAT).flatMap(VersionFormat::find);
    if (json.containsKey(FORMAT) && format.isEmpty()) {
      throw new IllegalArgumentException("an unknown format");
    }
    return format;
  }

  private static Request request(JsonObject json) {
    checkMembers(json, Set.of("id", "by", "key", "sha", "request"));
    return new Request(
        new ChangeId(text(json, "id")),
        new Principal(text(json, "by")),
        find(json, "key").map(IdempotencyKey::new),
        find(json, "sha").map(SourceSha::new),
        find(json, "request").map(RequestId::new));
  }

  private static void check(JsonObject json, String... members) {
    Set<String> known = new HashSet<>(Set.of(KIND, "request", "conditions", FORMAT));
    known.addAll(List.of(members));
    checkMembers(json, known);
  }

  static void checkMembers(JsonObject json, Set<String> known) {
    if (!known.containsAll(json.keySet())) {
      throw new IllegalArgumentException("an unknown member");
    }
  }

  static String text(JsonObject json, String name) {
    return find(json, name).orElseThrow(() -> new IllegalArgumentException("no " + name));
  }

  static Optional<String> find(JsonObject json, String name) {
    JsonValue value = json.get(name);
    return value instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
  }
}
