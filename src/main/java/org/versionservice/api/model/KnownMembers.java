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
 * Checks the members of a request body and their types against the record that it is read into.
 * JSON binding alone accepts a number for a string and ignores unknown members.
 */
public final class KnownMembers {

  private final Map<String, Class<?>> types = new TreeMap<>();

  /**
   * Whether null is equivalent to an absent member: in a token request it may be a forgotten limit.
   */
  private final boolean nullable;

  public KnownMembers(Class<?> type) {
    nullable = type != TokenRequest.class;
    for (RecordComponent component : type.getRecordComponents()) {
      types.put(memberName(component), component.getType());
    }
  }

  /** Returns the member name, as {@link JsonFormat} derives it. */
  private static String memberName(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /**
   * Reads an object to its end.
   *
   * @param json a parser at the start of the object
   * @throws ProblemException if a member is unknown or has a wrong type
   * @throws IOException if the text is not JSON
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
