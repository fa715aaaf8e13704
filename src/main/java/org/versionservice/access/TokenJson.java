package org.versionservice.access;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonConfig;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The JSON of the tokens file: {@code {"format": 2, "tokens": [...]}}. Files of the first format
 * have no member {@code format}.
 */
final class TokenJson {

  /** The format of files without the member; in them, a token without projects is valid for all. */
  static final int OLDEST_FORMAT = 1;

  private static final int FORMAT = 2;
  private static final String FORMAT_MEMBER = "format";
  private static final String TOKENS = "tokens";

  private static final JsonReaderFactory STRICT =
      Json.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));

  private TokenJson() {}

  /**
   * Parses a file's text. An invalid entry is refused alone: it must not prevent the revocation of
   * another one.
   *
   * @throws IllegalArgumentException if the text is not an object with a list of tokens
   */
  static TokenList parse(String text) {
    JsonObject root = root(text);
    if (!(root.get(TOKENS) instanceof JsonArray entries)
        || !Set.of(TOKENS, FORMAT_MEMBER).containsAll(root.keySet())) {
      throw new IllegalArgumentException("an object with the array \"tokens\" is expected");
    }
    int format = format(root);
    Set<String> twice = idsThatOccurTwice(entries);
    List<AccessToken> tokens = new ArrayList<>();
    List<TokenList.Refused> refused = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      try {
        tokens.add(StoredToken.parse(entries.get(i), format, twice));
      } catch (IllegalArgumentException invalid) {
        refused.add(refused(i, entries.get(i), invalid));
      }
    }
    return new TokenList(tokens, refused);
  }

  private static JsonObject root(String text) {
    try (JsonReader reader = STRICT.createReader(new StringReader(text))) {
      return reader.readObject();
    } catch (JsonException | IllegalStateException malformed) {
      throw new IllegalArgumentException("a JSON object is expected", malformed);
    }
  }

  private static int format(JsonObject root) {
    JsonValue format = root.getOrDefault(FORMAT_MEMBER, Json.createValue(OLDEST_FORMAT));
    if (format.equals(Json.createValue(OLDEST_FORMAT))) {
      return OLDEST_FORMAT;
    }
    if (format.equals(Json.createValue(FORMAT))) {
      return FORMAT;
    }
    throw new IllegalArgumentException("the format must be 1 or " + FORMAT);
  }

  private static Set<String> idsThatOccurTwice(List<JsonValue> entries) {
    Set<String> once = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (JsonValue entry : entries) {
      String id = StoredToken.id(entry);
      if (!id.isEmpty() && !once.add(id)) {
        twice.add(id);
      }
    }
    return twice;
  }

  private static TokenList.Refused refused(
      int index, JsonValue entry, IllegalArgumentException invalid) {
    String id = StoredToken.id(entry);
    String name = "entry " + (index + 1) + (id.isEmpty() ? "" : " with the id " + id);
    return new TokenList.Refused(entry, name + ": " + invalid.getMessage());
  }

  static String write(TokenList list) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    list.tokens().forEach(token -> array.add(StoredToken.write(token)));
    list.refused().forEach(refused -> array.add(refused.entry()));
    JsonObjectBuilder root = Json.createObjectBuilder().add(FORMAT_MEMBER, FORMAT);
    StringWriter text = new StringWriter();
    try (JsonWriter writer =
        Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true)).createWriter(text)) {
      writer.writeObject(root.add(TOKENS, array).build());
    }
    return text.toString();
  }
}
