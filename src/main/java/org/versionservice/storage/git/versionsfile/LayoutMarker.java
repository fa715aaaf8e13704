package org.versionservice.storage.git.versionsfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of {@code versions.json} where each project has a file of its own. A string stands in
 * the place of the entries, so that a service which knows only one file refuses the branch.
 *
 * @param unknown unknown members of the root, each with name and value as in the file
 */
public record LayoutMarker(List<String> unknown) {

  /** The marker without unknown members. */
  public static final LayoutMarker PLAIN = new LayoutMarker(List.of());

  private static final String ENTRIES = "versions";
  private static final String VALUE = "layout project, see versions/";
  private static final JsonFactory JSON = new JsonFactory();

  public LayoutMarker {
    unknown = List.copyOf(unknown);
  }

  /** Returns whether a text, which may be invalid, is a marker and has no entries. */
  public static boolean isIn(byte[] text) {
    try (JsonParser json = JSON.createParser(text)) {
      boolean isObject = json.nextToken() == JsonToken.START_OBJECT;
      while (isObject && json.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = json.currentName().equals(ENTRIES);
        JsonToken value = json.nextToken();
        if (found) {
          return value == JsonToken.VALUE_STRING && json.getText().equals(VALUE);
        }
        json.skipChildren();
      }
      return false;
    } catch (IOException notJson) {
      return false;
    }
  }

  /**
   * Reads a marker.
   *
   * @param text a text that {@linkplain #isIn has} the marker
   * @throws InvalidVersionsFileException if it is not valid JSON in UTF-8, or also has entries
   */
  public static LayoutMarker read(byte[] text) throws InvalidVersionsFileException {
    Utf8.check(text);
    try (JsonCursor json = new JsonCursor(text)) {
      try {
        return read(json);
      } catch (JsonProcessingException notJson) {
        throw new InvalidVersionsFileException(json.line(notJson), "not valid JSON", notJson);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("reading from memory", impossible);
    }
  }

  private static LayoutMarker read(JsonCursor json)
      throws IOException, InvalidVersionsFileException {
    List<String> unknown = new ArrayList<>();
    json.next();
    while (json.nextName()) {
      String name = json.name();
      int start = json.start();
      json.next();
      json.expect(
          !name.equals("deleted"),
          "\"deleted\" belongs into the files of projects below versions/");
      json.skipValue();
      if (!name.equals(ENTRIES) && !name.equals("last_updated")) {
        unknown.add(json.raw(start));
      }
    }
    json.expect(!json.next(), "nothing is expected behind the object");
    return new LayoutMarker(unknown);
  }

  /** Returns the text of the file. */
  public byte[] toBytes() {
    StringBuilder text = new StringBuilder("{\n  \"" + ENTRIES + "\": \"" + VALUE + "\"");
    unknown.forEach(member -> text.append(",\n  ").append(member));
    return text.append("\n}\n").toString().getBytes(UTF_8);
  }

  /**
   * Returns a member that holds other members, to keep them in another file.
   *
   * @param name its name
   * @param members the other members, each with name and value
   * @param others the members beside it, whose names it does not repeat
   */
  public static String member(String name, List<String> members, List<String> others) {
    String free = EntryText.quoted(name);
    for (int copy = 2; isUsed(free, others); copy++) {
      free = EntryText.quoted(name + " (" + copy + ")");
    }
    return free + ": {\n    " + String.join(",\n    ", members) + "\n  }";
  }

  private static boolean isUsed(String name, List<String> members) {
    return members.stream().anyMatch(member -> member.startsWith(name));
  }
}
