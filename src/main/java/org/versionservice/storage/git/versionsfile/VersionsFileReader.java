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
import org.jspecify.annotations.Nullable;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.EntryMembers;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Registry;

/**
 * Reads a {@code versions.json}: the entries, and the position of their text, so that a change can
 * keep the bytes of all others. For one file.
 */
public final class VersionsFileReader {

  /**
   * The content of a file.
   *
   * @param file the text
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

  /** Unknown members of the root, each with name and value as in the file. */
  private final List<String> unknown = new ArrayList<>();

  private final JsonCursor json;

  /** The project of all apps; empty if they may be of any project. */
  private final Optional<ProjectId> project;

  /** The offset of the first byte that is in no part yet. */
  private int done;

  private VersionsFileReader(int length, JsonCursor json, Optional<ProjectId> project) {
    this.length = length;
    this.json = json;
    this.project = project;
  }

  /**
   * Reads a file.
   *
   * @throws InvalidVersionsFileException if it is not JSON in UTF-8, or has a duplicate member, an
   *     invalid id or an invalid version
   */
  public static Contents read(byte[] content) throws InvalidVersionsFileException {
    return read(content, Optional.empty());
  }

  /**
   * Reads the file of a project.
   *
   * @throws InvalidVersionsFileException also if it has an app of another project
   */
  public static Contents read(byte[] content, ProjectId project)
      throws InvalidVersionsFileException {
    return read(content, Optional.of(project));
  }

  private static Contents read(byte[] content, Optional<ProjectId> project)
      throws InvalidVersionsFileException {
    Utf8.check(content);
    try (JsonCursor json = new JsonCursor(content)) {
      try {
        return new VersionsFileReader(content.length, json, project).contents();
      } catch (JsonProcessingException notJson) {
        throw new InvalidVersionsFileException(json.line(notJson), "not valid JSON", notJson);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("reading from memory", impossible);
    }
  }

  /** Reads the name and value of one entry; empty if they are invalid. */
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

  /** Returns whether a text is valid and has the apps of a registry with the same versions. */
  public static boolean matches(byte[] content, Registry registry) {
    try {
      Contents contents = read(content);
      return matches(contents.apps(), registry.all())
          && matches(contents.deleted(), registry.allDeleted());
    } catch (InvalidVersionsFileException invalid) {
      return false;
    }
  }

  private static boolean matches(List<ApplicationVersion> read, List<ApplicationVersion> expected) {
    Map<ApplicationId, ApplicationVersion> byId = new HashMap<>();
    read.forEach(entry -> byId.put(entry.id(), entry));
    return read.size() == expected.size()
        && expected.stream().allMatch(entry -> hasVersions(byId.get(entry.id()), entry));
  }

  private static boolean hasVersions(@Nullable ApplicationVersion read, ApplicationVersion entry) {
    return read != null
        && read.current().equals(entry.current())
        && read.highest().equals(entry.highest());
  }

  /** Returns the value of a JSON string literal; empty if the text is not one. */
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
      // The first change adds the missing member.
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
    texts.sort(Comparator.comparing(EntryText::id));
    for (int i = 0; i < texts.size(); i++) {
      texts.set(i, texts.get(i).asFirst(i == 0));
    }
    return EntryMap.of(texts, slice(json.end()));
  }

  private EntryText entry(List<ApplicationVersion> entries)
      throws IOException, InvalidVersionsFileException {
    ApplicationId id = json.parsed(json.name(), ApplicationId::new);
    json.expect(project.map(id::isOf).orElse(true), "the app belongs to another project");
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

  /** Reads a member of an entry; adds members that a change must not rewrite to {@code raw}. */
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
