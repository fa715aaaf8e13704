package org.versionservice.access;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.versionservice.version.Principal;

/** Tokens as the file has them. */
final class TokenJson {

  private static final String TOKENS = "tokens";
  private static final String PROJECTS = "projects";
  private static final String EXPIRES = "expires";

  private TokenJson() {}

  /**
   * Reads a file's text.
   *
   * @throws IllegalArgumentException if it is not valid
   */
  static List<AccessToken> parse(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject().getJsonArray(TOKENS).getValuesAs(TokenJson::token);
    } catch (JsonException
        | NullPointerException
        | ClassCastException
        | DateTimeException invalid) {
      throw new IllegalArgumentException(
          "an object with the array \"tokens\" is expected", invalid);
    }
  }

  private static AccessToken token(JsonObject token) {
    Caller caller =
        new Caller(
            new Principal(token.getString("name")),
            Role.parse(token.getString("role")),
            token.getJsonArray(PROJECTS).getValuesAs(JsonString::getString).stream()
                .map(ProjectPattern::new)
                .toList());
    return new AccessToken(
        token.getString("id"),
        caller,
        Instant.parse(token.getString("created")),
        Optional.ofNullable(token.getString(EXPIRES, null)).map(Instant::parse),
        new TokenHash(token.getString("sha256")));
  }

  static String write(Collection<AccessToken> tokens) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    tokens.forEach(token -> array.add(json(token)));
    StringWriter text = new StringWriter();
    try (JsonWriter writer =
        Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true)).createWriter(text)) {
      writer.writeObject(Json.createObjectBuilder().add(TOKENS, array).build());
    }
    return text.toString();
  }

  private static JsonObjectBuilder json(AccessToken token) {
    JsonArrayBuilder projects = Json.createArrayBuilder();
    token.caller().projects().forEach(pattern -> projects.add(pattern.text()));
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("id", token.id())
            .add("name", token.caller().principal().name())
            .add("role", token.caller().role().text())
            .add(PROJECTS, projects)
            .add("created", token.created().toString());
    token.expires().ifPresent(end -> json.add(EXPIRES, end.toString()));
    return json.add("sha256", token.hash().hex());
  }
}
