package org.versionservice.storage.git.versionsfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;
import org.versionservice.storage.JsonMembers;

/**
 * A cursor over the tokens of a JSON text in UTF-8. It rejects an object with a duplicate member.
 * Lines count from 1. Offsets are in bytes, and ends are exclusive.
 */
final class JsonCursor implements AutoCloseable {

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Most names are app-ids, each of which occurs once.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final byte[] content;
  private final JsonParser json;

  JsonCursor(byte[] content) throws IOException {
    this.content = content;
    this.json = JSON.createParser(content);
  }

  /** Moves to the next token; returns whether it is the name of a member. */
  boolean nextName() throws IOException {
    return json.nextToken() == JsonToken.FIELD_NAME;
  }

  boolean next() throws IOException {
    return json.nextToken() != null;
  }

  boolean isAt(JsonToken token) {
    return json.currentToken() == token;
  }

  String name() throws IOException {
    return json.currentName();
  }

  /** Returns the current value as {@link JsonMembers#read} does. */
  Object value() throws IOException {
    return JsonMembers.read(json);
  }

  void skipValue() throws IOException {
    json.skipChildren();
    json.finishToken();
  }

  /**
   * Parses a value.
   *
   * @throws InvalidVersionsFileException with the current line, if {@code parse} rejects the value
   */
  <V, T> T parsed(V value, Function<V, T> parse) throws InvalidVersionsFileException {
    try {
      return parse.apply(value);
    } catch (IllegalArgumentException invalid) {
      throw new InvalidVersionsFileException(line(), String.valueOf(invalid.getMessage()), invalid);
    }
  }

  void expect(boolean condition, String expectation) throws InvalidVersionsFileException {
    if (!condition) {
      throw new InvalidVersionsFileException(line(), expectation, null);
    }
  }

  int line() {
    return Math.max(1, json.currentTokenLocation().getLineNr());
  }

  int line(JsonProcessingException error) {
    JsonLocation location = error.getLocation();
    return Math.max(1, (location == null ? json.currentLocation() : location).getLineNr());
  }

  int start() {
    return (int) json.currentTokenLocation().getByteOffset();
  }

  int end() {
    return (int) json.currentLocation().getByteOffset();
  }

  /** Returns the offset of the comma after the current token; without a comma, {@link #end}. */
  int endBeforeComma() {
    int comma = end();
    while (comma < content.length && isSpace(content[comma])) {
      comma++;
    }
    return comma < content.length && content[comma] == ',' ? comma : end();
  }

  /** Returns the offset of the white space before an offset. */
  int withoutSpaceBefore(int offset) {
    int end = offset;
    while (end > 0 && isSpace(content[end - 1])) {
      end--;
    }
    return end;
  }

  /** Returns the text from an offset to the end of the current token. */
  String raw(int from) {
    return new String(content, from, end() - from, UTF_8);
  }

  byte[] slice(int from, int to) {
    return Arrays.copyOfRange(content, from, to);
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
