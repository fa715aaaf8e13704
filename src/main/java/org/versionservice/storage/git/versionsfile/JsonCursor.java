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

/**
 * A place in a JSON text, which tells what stands there and where in the text that is. It refuses a
 * member that an object has twice.
 */
public final class JsonCursor implements AutoCloseable {

  private static final JsonFactory JSON =
      new JsonFactoryBuilder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final byte[] content;
  private final JsonParser json;

  /**
   * @param content in UTF-8
   */
  JsonCursor(byte[] content) throws IOException {
    this.content = content;
    this.json = JSON.createParser(content);
  }

  /** Moves to the next token; returns whether it is the name of a member. */
  boolean nextName() throws IOException {
    return json.nextToken() == JsonToken.FIELD_NAME;
  }

  /** Moves to the next token; returns whether there is one. */
  boolean next() throws IOException {
    return json.nextToken() != null;
  }

  boolean isAt(JsonToken token) {
    return json.currentToken() == token;
  }

  /** The name of the member here. */
  String name() throws IOException {
    return json.currentName();
  }

  /** The string or whole number here; of any other value, its token. */
  Object value() throws IOException {
    return switch (json.currentToken()) {
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT -> json.getNumberValue();
      default -> json.currentToken();
    };
  }

  /** Reads to the end of the value here, whatever it is. */
  void skipValue() throws IOException {
    json.skipChildren();
    json.finishToken();
  }

  /** What a value means, where only some do. */
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

  /** The line of what stands here, from 1. */
  int line() {
    return Math.max(1, json.currentTokenLocation().getLineNr());
  }

  /** The line of a fault in the text, from 1. */
  int line(JsonProcessingException fault) {
    JsonLocation location = fault.getLocation();
    return Math.max(1, (location == null ? json.currentLocation() : location).getLineNr());
  }

  /** Where what stands here begins, in bytes. */
  int start() {
    return (int) json.currentTokenLocation().getByteOffset();
  }

  /** Where what stands here ends, in bytes. */
  int end() {
    return (int) json.currentLocation().getByteOffset();
  }

  /** Where what stands here ends, with the white space behind it if a comma follows. */
  int endBeforeComma() {
    int comma = end();
    while (comma < content.length && isSpace(content[comma])) {
      comma++;
    }
    return comma < content.length && content[comma] == ',' ? comma : end();
  }

  /** An offset with the white space before it. */
  int withoutSpaceBefore(int offset) {
    int end = offset;
    while (end > 0 && isSpace(content[end - 1])) {
      end--;
    }
    return end;
  }

  /** The text from an offset to the end of what stands here. */
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
