package org.versionservice.access;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.versionservice.version.Principal;

/**
 * Reads and writes one entry of the tokens file. Anything unexpected makes an entry invalid: a
 * mistake in an edit by hand must never grant more access than intended.
 */
final class StoredToken {

  private static final String ID = "id";
  private static final String NAME = "name";
  private static final String ROLE = "role";
  private static final String PROJECTS = "projects";

  /** Marks a token as valid for all projects on purpose; an empty list is not enough. */
  private static final String EVERYWHERE = "everywhere";

  private static final String CREATED = "created";
  private static final String EXPIRES = "expires";
  private static final String HASH = "sha256";
  private static final Set<String> MEMBERS =
      Set.of(ID, NAME, ROLE, PROJECTS, EVERYWHERE, CREATED, EXPIRES, HASH);

  /** Text that is safe to log: too short for a hash or a secret. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  private StoredToken() {}

  /**
   * Parses an entry.
   *
   * @param taken the ids of more than one entry
   * @throws IllegalArgumentException if the entry is not valid; the message contains no value
   */
  static AccessToken parse(JsonValue value, int format, Set<String> taken) {
    if (!(value instanceof JsonObject entry)) {
      throw new IllegalArgumentException("an object is expected");
    }
    entry.keySet().stream().filter(name -> !MEMBERS.contains(name)).forEach(StoredToken::unknown);
    String id = id(entry);
    if (id.isEmpty() || taken.contains(id)) {
      throw new IllegalArgumentException(
          id.isEmpty() ? "\"id\" is 12 hexadecimal digits" : "another entry has the same id");
    }
    return new AccessToken(
        id,
        new Caller(
            new Principal(text(entry, NAME)),
            Role.parse(text(entry, ROLE)),
            projects(entry, format)),
        time(entry, CREATED),
        entry.containsKey(EXPIRES) ? Optional.of(time(entry, EXPIRES)) : Optional.empty(),
        new TokenHash(text(entry, HASH)));
  }

  /** Returns the id of a valid or invalid entry; empty text if it has none. */
  static String id(JsonValue entry) {
    return entry instanceof JsonObject object
            && object.get(ID) instanceof JsonString id
            && TokenText.isId(id.getString())
        ? id.getString()
        : "";
  }

  private static void unknown(String name) {
    throw new IllegalArgumentException(
        WORD.matcher(name).matches()
            ? "there is an unknown member \"" + name + '"'
            : "there is an unknown member");
  }

  private static String text(JsonObject entry, String name) {
    if (entry.get(name) instanceof JsonString text) {
      return text.getString();
    }
    throw new IllegalArgumentException('"' + name + "\" must be a string");
  }

  private static Instant time(JsonObject entry, String name) {
    try {
      return Instant.parse(text(entry, name));
    } catch (DateTimeException malformed) {
      throw new IllegalArgumentException('"' + name + "\" must be a time in UTC", malformed);
    }
  }

  private static List<ProjectPattern> projects(JsonObject entry, int format) {
    if (!(entry.get(PROJECTS) instanceof JsonArray array)
        || !array.stream().allMatch(JsonString.class::isInstance)) {
      throw new IllegalArgumentException("\"projects\" must be an array of strings");
    }
    boolean marked = entry.containsKey(EVERYWHERE);
    boolean everywhere =
        marked ? entry.get(EVERYWHERE) == JsonValue.TRUE : format == TokenJson.OLDEST_FORMAT;
    if (array.isEmpty() ? !everywhere : marked) {
      throw new IllegalArgumentException(
          "\"everywhere\": true and an empty \"projects\" must come together");
    }
    return array.getValuesAs(JsonString.class).stream()
        .map(text -> new ProjectPattern(text.getString()))
        .toList();
  }

  static JsonObjectBuilder write(AccessToken token) {
    Caller caller = token.caller();
    JsonArrayBuilder projects = Json.createArrayBuilder();
    caller.projects().forEach(pattern -> projects.add(pattern.text()));
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add(ID, token.id())
            .add(NAME, caller.principal().name())
            .add(ROLE, caller.role().text())
            .add(PROJECTS, projects);
    if (!caller.isLimited()) {
      json.add(EVERYWHERE, true);
    }
    json.add(CREATED, token.created().toString());
    token.expires().ifPresent(end -> json.add(EXPIRES, end.toString()));
    return json.add(HASH, token.hash().hex());
  }
}
