package org.versionservice.storage;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON of an entry's members: a string, a whole number or an object of such members. */
public final class JsonMembers {

  private JsonMembers() {}

  /**
   * Returns the current value, and moves to its last token: a string, a number, a map of members in
   * their order, or the token of any other value.
   */
  public static Object read(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT -> json.getNumberValue();
      case START_OBJECT -> members(json);
      default -> other(json);
    };
  }

  private static Map<String, Object> members(JsonParser json) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      members.put(name, read(json));
    }
    return members;
  }

  private static JsonToken other(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    json.skipChildren();
    return token;
  }

  /** Writes a string, a long or a map of members. */
  public static void write(Object value, JsonGenerator json) throws IOException {
    if (value instanceof Map<?, ?> members) {
      json.writeStartObject();
      for (Map.Entry<?, ?> member : members.entrySet()) {
        json.writeFieldName((String) member.getKey());
        write(member.getValue(), json);
      }
      json.writeEndObject();
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else {
      json.writeString((String) value);
    }
  }
}
