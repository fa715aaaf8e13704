package org.versionservice.storage.git;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes a {@code versions.json} in a random style that JSON allows (RFC 8259). */
public final class AnySpelling {

  private static final List<String> SPACES =
      List.of("", "", " ", "\n", "\t", "\r\n", "  \n\t", " ");

  private static final List<String> UNKNOWN =
      List.of(
          "1e3",
          "-0.5E-2",
          "\"\\ud83d\\ude00 \\/ \\u0041\"",
          "[ ]",
          "{ }",
          "null",
          "true ",
          "[1 , {\"versions\" : [ \"}\" ]}, \",\"]",
          "\"ü\"");

  private final Random random;
  private final Map<String, String> entries = new LinkedHashMap<>();

  private AnySpelling(long seed) {
    this.random = new Random(seed);
  }

  /**
   * A file and its entries.
   *
   * @param text the text of the whole file
   * @param entries key and value of each entry as in the text, by app
   */
  record File(String text, Map<String, String> entries) {}

  static File of(long seed) {
    AnySpelling spelling = new AnySpelling(seed);
    return new File(spelling.file(), spelling.entries);
  }

  private String file() {
    List<String> apps = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      apps.add("7-app0" + i);
    }
    Collections.shuffle(apps, random);
    int there = random.nextInt(5);
    int gone = there + random.nextInt(4);
    List<String> members = new ArrayList<>();
    members.add(member("versions", section(apps.subList(0, there))));
    if (random.nextBoolean()) {
      members.add(member("deleted", section(apps.subList(there, gone))));
    }
    if (random.nextBoolean()) {
      members.add(member("last_updated", random.nextBoolean() ? time() : any(UNKNOWN)));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      members.add(member("x" + i, any(UNKNOWN)));
    }
    return (random.nextInt(8) == 0 ? "\ufeff" : "") + space() + object(members) + space();
  }

  private String section(List<String> apps) {
    List<String> members = new ArrayList<>();
    for (String app : apps) {
      String entry = member(app, entry(app));
      entries.put(app, entry);
      members.add(entry);
    }
    return object(members);
  }

  private String entry(String app) {
    List<String> members = new ArrayList<>();
    members.add(member("current", string("1." + random.nextInt(20) + ".0-rc.1+b")));
    optional(members, "project_id", string("7"));
    optional(members, "app_name", string(app.substring(2)));
    optional(members, "repo_name", string("a/\ud83d\ude00\u0007\u2028\"\\" + app));
    optional(members, "last_updated", time());
    optional(members, "revision", Integer.toString(random.nextInt(9)));
    optional(members, "sha", string("0123456789abcdef"));
    optional(members, "highest", string("2.0." + random.nextInt(9)));
    optional(members, "owner", any(UNKNOWN));
    return object(members);
  }

  private void optional(List<String> members, String name, String value) {
    if (random.nextInt(3) > 0) {
      members.add(member(name, value));
    }
  }

  private String time() {
    return string(any(List.of("2024-03-05T06:07:08.123456789Z", "2024-03-05T06:07:08+02:00")));
  }

  private String member(String name, String value) {
    return string(name) + space() + ":" + space() + value;
  }

  private String object(List<String> members) {
    Collections.shuffle(members, random);
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < members.size(); i++) {
      text.append(i == 0 ? "" : ",").append(space()).append(members.get(i)).append(space());
    }
    return text.append(members.isEmpty() ? space() : "").append('}').toString();
  }

  /** Returns a string literal with random escapes. */
  private String string(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (int c : value.codePoints().toArray()) {
      if (c < ' ' || c == '"' || c == '\\' || random.nextInt(12) == 0) {
        String form = random.nextBoolean() ? "\\u%04x" : "\\u%04X";
        Character.toString(c).chars().forEach(half -> text.append(String.format(form, half)));
      } else if (c == '/' && random.nextBoolean()) {
        text.append("\\/");
      } else {
        text.appendCodePoint(c);
      }
    }
    return text.append('"').toString();
  }

  private String space() {
    return any(SPACES);
  }

  private String any(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
