package org.versionservice.storage.git.versionsfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.EntryMembers;
import org.versionservice.version.Registry;

/**
 * Reads a {@code versions.json}: what it says, and where it says it, so that a change leaves alone
 * what it does not touch. One-shot.
 */
public final class VersionsFileReader {

  /**
   * What a file says.
   *
   * @param file its text
   * @param apps the entries of {@code versions}
   * @param deleted the entries of {@code deleted}
   */
  public record Contents(
      VersionsFile file, List<ApplicationVersion> apps, List<ApplicationVersion> deleted) {}

  private static final JsonFactory LITERALS = new JsonFactory();

  private final int length;
  private final List<TextPart> parts = new ArrayList<>();
  private final List<ApplicationVersion> apps = new ArrayList<>();
  private final List<ApplicationVersion> deleted = new ArrayList<>();

  /** Members of the root that this service does not know, name and value as they stand there. */
  private final List<String> unknown = new ArrayList<>();

  private final JsonCursor json;

  /** Where the text begins that is in no part yet. */
  private int done;

  private VersionsFileReader(int length, JsonCursor json) {
    this.length = length;
    this.json = json;
  }

  /**
   * Reads a file.
   *
   * @throws InvalidVersionsFileException if it is not JSON in UTF-8, has a member twice, or an id
   *     or a version that is none
   */
  public static Contents read(byte[] content) throws InvalidVersionsFileException {
    Utf8.check(content);
    try (JsonCursor json = new JsonCursor(content)) {
      return read(content.length, json);
    } catch (IOException impossible) {
      throw new UncheckedIOException("reading from memory", impossible);
    }
  }

  private static Contents read(int length, JsonCursor json)
      throws IOException, InvalidVersionsFileException {
    try {
      return new VersionsFileReader(length, json).contents();
    } catch (JsonProcessingException notJson) {
      throw new InvalidVersionsFileException(json.line(notJson), "not valid JSON", notJson);
    }
  }

  /** Reads the text of one entry, its name and value; empty if that is not valid. */
  static Optional<ApplicationVersion> readEntry(byte[] member) {
    ByteArrayOutputStream file = new ByteArrayOutputStream(member.length + 16);
    file.writeBytes("{\"versions\":{".getBytes(UTF_8));
    file.writeBytes(member);
    file.writeBytes("}}".getBytes(UTF_8));
    try {
      List<ApplicationVersion> apps = read(file.toByteArray()).apps();
      return apps.size() == 1 ? Optional.of(apps.get(0)) : Optional.empty();
    } catch (InvalidVersionsFileException invalid) {
      return Optional.empty();
    }
  }

  /**
   * Returns whether a text is valid, has the apps of a registry and tells their numbers as it does.
   */
  public static boolean says(byte[] content, Registry registry) {
    try {
      Contents contents = read(content);
      return says(contents.apps(), registry.all())
          && says(contents.deleted(), registry.allDeleted());
    } catch (InvalidVersionsFileException invalid) {
      return false;
    }
  }

  private static boolean says(List<ApplicationVersion> read, List<ApplicationVersion> expected) {
    Map<ApplicationId, ApplicationVersion> byId = new HashMap<>();
    read.forEach(entry -> byId.put(entry.id(), entry));
    return read.size() == expected.size()
        && expected.stream()
            .allMatch(
                entry ->
                    Optional.ofNullable(byId.get(entry.id()))
                        .filter(there -> there.current().equals(entry.current()))
                        .filter(there -> there.highest().equals(entry.highest()))
                        .isPresent());
  }

  /** The value of a JSON string literal; empty if it is none. */
  static Optional<String> unquoted(String literal) {
    try (JsonParser parser = LITERALS.createParser(literal)) {
      return parser.nextToken() == JsonToken.VALUE_STRING
          ? Optional.of(parser.getText())
          : Optional.empty();
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }

  private Contents contents() throws IOException, InvalidVersionsFileException {
    json.expect(json.next() && json.isAt(JsonToken.START_OBJECT), "an object is expected");
    while (json.nextName()) {
      readMember();
    }
    json.expect(
        parts.stream().anyMatch(TextPart.Apps.class::isInstance), "\"versions\" is missing");
    int close = json.start();
    json.expect(!json.next(), "nothing is expected behind the object");
    if (parts.stream().noneMatch(TextPart.Stamp.class::isInstance)) {
      // A file without one gets one with the first change.
      fixedUpTo(json.withoutSpaceBefore(close));
      parts.add(TextPart.Stamp.missing());
    }
    fixedUpTo(length);
    return new Contents(new VersionsFile(parts, unknown), apps, deleted);
  }

  private void readMember() throws IOException, InvalidVersionsFileException {
    String name = json.name();
    int nameStart = json.start();
    json.next();
    switch (name) {
      case "versions" -> parts.add(new TextPart.Apps(section(apps)));
      case "deleted" -> parts.add(new TextPart.Deleted(section(deleted)));
      case "last_updated" -> {
        fixedUpTo(json.start());
        json.skipValue();
        parts.add(TextPart.Stamp.of(slice(json.end())));
      }
      default -> {
        json.skipValue();
        unknown.add(json.raw(nameStart));
      }
    }
  }

  private EntryMap section(List<ApplicationVersion> entries)
      throws IOException, InvalidVersionsFileException {
    json.expect(json.isAt(JsonToken.START_OBJECT), "an object is expected");
    fixedUpTo(json.end());
    List<EntryText> texts = new ArrayList<>();
    while (json.nextName()) {
      texts.add(entry(entries));
    }
    return EntryMap.of(sorted(texts), slice(json.end()));
  }

  private static List<EntryText> sorted(List<EntryText> texts) {
    texts.sort(Comparator.comparing(EntryText::id));
    for (int i = 0; i < texts.size(); i++) {
      texts.set(i, texts.get(i).asFirst(i == 0));
    }
    return texts;
  }

  private EntryText entry(List<ApplicationVersion> entries)
      throws IOException, InvalidVersionsFileException {
    ApplicationId id = json.parsed(json.name(), ApplicationId::new);
    int line = json.line();
    EntryMembers members = new EntryMembers(id);
    Map<String, String> raw = new LinkedHashMap<>();
    json.expect(json.next() && json.isAt(JsonToken.START_OBJECT), "an object is expected");
    while (json.nextName()) {
      readMember(members, raw);
    }
    entries.add(
        members
            .entry()
            .orElseThrow(
                () -> new InvalidVersionsFileException(line, "\"current\" is missing", null)));
    Optional<String> repoName = Optional.ofNullable(raw.remove(EntryMembers.REPO_NAME));
    return new EntryText(id, slice(json.endBeforeComma()), repoName, List.copyOf(raw.values()));
  }

  /** Reads a member of an entry; notes as it stands what a change of the entry leaves alone. */
  private void readMember(EntryMembers members, Map<String, String> raw)
      throws IOException, InvalidVersionsFileException {
    String name = json.name();
    int nameStart = json.start();
    json.next();
    int valueStart = json.start();
    boolean known = json.parsed(json.value(), value -> members.read(name, value));
    json.skipValue();
    if (!known || name.equals(EntryMembers.REPO_NAME)) {
      raw.put(name, json.raw(known ? valueStart : nameStart));
    }
  }

  private void fixedUpTo(int offset) {
    parts.add(new TextPart.Fixed(slice(offset)));
  }

  private byte[] slice(int to) {
    byte[] slice = json.slice(done, to);
    done = to;
    return slice;
  }
}
