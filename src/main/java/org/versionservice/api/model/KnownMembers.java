package org.versionservice.api.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The members that a body may have, and their types: those of the record that it is read into. JSON
 * binding alone takes a number for a text, and skips what it does not know.
 */
public final class KnownMembers {

  private final Map<String, Class<?>> types = new TreeMap<>();

  /** Whether a null counts as absent: of a token it might be a limit that somebody forgot. */
  private final boolean nullable;

  /** The members of a record. */
  public KnownMembers(Class<?> type) {
    nullable = type != TokenRequest.class;
    for (RecordComponent component : type.getRecordComponents()) {
      types.put(memberName(component), component.getType());
    }
  }

  /** The name as {@link JsonFormat} makes it. */
  private static String memberName(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /**
   * Reads an object to its end.
   *
   * @param json stands at the object's begin
   * @throws ProblemException if a member is not known or of another type
   * @throws IOException if it is not JSON
   */
  public void check(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      Class<?> type = types.get(name);
      if (type == null) {
        throw invalid(
            "the body has no member "
                + Parse.quoted(name)
                + " here; it may have "
                + String.join(", ", types.keySet()));
      }
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_NULL && !nullable) {
        throw invalid('"' + name + "\" is null; leave it out");
      }
      if (type == String.class
          && value != JsonToken.VALUE_STRING
          && value != JsonToken.VALUE_NULL) {
        throw invalid('"' + name + "\" is a text");
      } else if (type == List.class && value != JsonToken.VALUE_NULL) {
        checkTexts(name, json);
      }
    }
  }

  private static void checkTexts(String name, JsonParser json) throws IOException {
    boolean texts = json.currentToken() == JsonToken.START_ARRAY;
    while (texts && json.nextToken() != JsonToken.END_ARRAY) {
      texts = json.currentToken() == JsonToken.VALUE_STRING;
    }
    if (!texts) {
      throw invalid('"' + name + "\" is an array of texts");
    }
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ErrorCode.INVALID_BODY, detail);
  }
}
