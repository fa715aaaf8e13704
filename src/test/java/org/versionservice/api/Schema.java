package org.versionservice.api;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Checks values against the subset of OpenAPI schemas that the document uses. It is stricter in one
 * point: a member that the schema does not name is an error.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.0.3#schema-object">OpenAPI 3.0.3, Schema
 *     Object</a>
 */
final class Schema {

  private final Document document;
  private final List<String> errors = new ArrayList<>();

  private Schema(Document document) {
    this.document = document;
  }

  /** Returns the errors of a value; none if it matches the schema. */
  static List<String> errors(Document document, JsonObject schema, JsonValue value) {
    Schema check = new Schema(document);
    check.check("$", schema, value);
    return check.errors;
  }

  private void check(String place, JsonObject reference, JsonValue value) {
    JsonObject schema = document.resolved(reference);
    switch (schema.getString("type")) {
      case "object" -> checkObject(place, schema, value);
      case "array" -> checkArray(place, schema, value);
      case "string" -> checkString(place, schema, value);
      case "integer" ->
          require(
              value instanceof JsonNumber number && number.isIntegral(), place + " is no integer");
      case "boolean" ->
          require(
              value == JsonValue.TRUE || value == JsonValue.FALSE,
              place + " is neither true nor false");
      default -> throw new IllegalStateException("a type that is not supported: " + schema);
    }
  }

  private void checkObject(String place, JsonObject schema, JsonValue value) {
    if (!(value instanceof JsonObject object)) {
      errors.add(place + " is no object");
      return;
    }
    if (schema.containsKey("required")) {
      for (JsonString name : schema.getJsonArray("required").getValuesAs(JsonString.class)) {
        require(object.containsKey(name.getString()), place + " lacks " + name);
      }
    }
    JsonObject members =
        schema.getOrDefault("properties", JsonValue.EMPTY_JSON_OBJECT).asJsonObject();
    for (Map.Entry<String, JsonValue> member : object.entrySet()) {
      String inside = place + '.' + member.getKey();
      if (members.containsKey(member.getKey())) {
        check(inside, members.getJsonObject(member.getKey()), member.getValue());
      } else if (schema.containsKey("additionalProperties")) {
        check(inside, schema.getJsonObject("additionalProperties"), member.getValue());
      } else {
        errors.add(inside + " is not in the document");
      }
    }
  }

  private void checkArray(String place, JsonObject schema, JsonValue value) {
    if (!(value instanceof JsonArray array)) {
      errors.add(place + " is no array");
      return;
    }
    for (int i = 0; i < array.size(); i++) {
      check(place + '[' + i + ']', schema.getJsonObject("items"), array.get(i));
    }
  }

  private void checkString(String place, JsonObject schema, JsonValue value) {
    if (!(value instanceof JsonString string)) {
      errors.add(place + " is no text");
      return;
    }
    String text = string.getString();
    if (schema.containsKey("enum")) {
      require(schema.getJsonArray("enum").contains(string), place + " is not among the values");
    }
    if (schema.containsKey("pattern")) {
      require(text.matches(schema.getString("pattern")), place + " is not of the pattern");
    }
    if (schema.getString("format", "").equals("date-time")) {
      require(isTime(text), place + " is no time");
    }
  }

  private static boolean isTime(String text) {
    try {
      return OffsetDateTime.parse(text).getYear() > 0;
    } catch (DateTimeException malformed) {
      return false;
    }
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      errors.add(otherwise);
    }
  }
}
