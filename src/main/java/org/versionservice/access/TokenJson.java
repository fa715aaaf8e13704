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
 * Tokens as the file has them: {@code {"format": 2, "tokens": [...]}}. Files of the first format
 * have no member {@code format}.
 */
final class TokenJson {

  /** What a file is that has no format: in it, a token without projects is good for all. */
  static final int OLDEST_FORMAT = 1;

  private static final int FORMAT = 2;
  private static final String FORMAT_MEMBER = "format";
  private static final String TOKENS = "tokens";

  private static final JsonReaderFactory STRICT =
      Json.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));

  private TokenJson() {}

  /**
   * Reads a file's text. An entry that is not valid is refused by itself: it must not keep another
   * one from being revoked.
   *
   * @throws IllegalArgumentException if the text is no list of tokens at all
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
    throw new IllegalArgumentException("the format is another one than 1 and " + FORMAT);
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
