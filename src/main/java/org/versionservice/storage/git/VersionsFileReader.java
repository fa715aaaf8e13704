package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;

/**
 * Reads a {@code versions.json}: what it says, and where it says it, so that a change leaves alone
 * what it does not touch. One-shot.
 */
final class VersionsFileReader {

  /**
   * What a file says.
   *
   * @param file its text
   * @param apps the entries of {@code versions}
   * @param deleted the entries of {@code deleted}
   */
  record Contents(
      VersionsFile file, List<ApplicationVersion> apps, List<ApplicationVersion> deleted) {}

  private static final JsonFactory JSON =
      new JsonFactoryBuilder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final byte[] content;
  private final List<VersionsFile.Part> parts = new ArrayList<>();
  private final List<ApplicationVersion> apps = new ArrayList<>();
  private final List<ApplicationVersion> deleted = new ArrayList<>();
  private final JsonParser json;

  /** Where the text begins that is in no part yet. */
  private int done;

  private VersionsFileReader(byte[] content) throws IOException {
    this.content = content;
    this.json = JSON.createParser(content);
  }

  /**
   * Reads a file.
   *
   * @throws InvalidVersionsFileException if it is not JSON in UTF-8, has a member twice, or an id
   *     or a version that is none
   */
  static Contents read(byte[] content) throws InvalidVersionsFileException {
    try {
      VersionsFileReader reader = new VersionsFileReader(content);
      try (reader.json) {
        return reader.contents();
      } catch (JsonProcessingException notJson) {
        int line = Math.max(1, notJson.getLocation().getLineNr());
        throw new InvalidVersionsFileException(line, "not valid JSON", notJson);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("reading from memory", impossible);
    }
  }

  /** The value of a JSON string literal; empty if it is none. */
  static Optional<String> unquoted(String literal) {
    try (JsonParser parser = JSON.createParser(literal)) {
      return parser.nextToken() == JsonToken.VALUE_STRING
          ? Optional.of(parser.getText())
          : Optional.empty();
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }

  private Contents contents() throws IOException, InvalidVersionsFileException {
    expect(json.nextToken() == JsonToken.START_OBJECT, "an object is expected");
    boolean versions = false;
    boolean stamp = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "versions" -> {
          parts.add(new VersionsFile.Part.Apps(section(apps)));
          versions = true;
        }
        case "deleted" -> parts.add(new VersionsFile.Part.Deleted(section(deleted)));
        case "last_updated" -> {
          fixedUpTo(start());
          json.finishToken();
          parts.add(VersionsFile.Part.Stamp.of(slice(end())));
          stamp = true;
        }
        default -> json.skipChildren();
      }
    }
    expect(versions, "\"versions\" is missing");
    int close = start();
    expect(json.nextToken() == null, "nothing is expected behind the object");
    if (!stamp) {
      addStamp(close);
    }
    fixedUpTo(content.length);
    return new Contents(new VersionsFile(parts), apps, deleted);
  }

  /** A file without {@code last_updated} gets one with the first change. */
  private void addStamp(int close) {
    int lastText = close;
    while (content[lastText - 1] <= ' ') {
      lastText--;
    }
    fixedUpTo(lastText);
    parts.add(VersionsFile.Part.Stamp.missing());
  }

  private EntrySection section(List<ApplicationVersion> entries)
      throws IOException, InvalidVersionsFileException {
    expect(json.currentToken() == JsonToken.START_OBJECT, "an object is expected");
    fixedUpTo(end());
    List<EntryText> texts = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      texts.add(entry(entries));
    }
    return EntrySection.of(sorted(texts), slice(end()));
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
    ApplicationId id = parsed(json.currentName(), ApplicationId::new);
    int line = line();
    expect(json.nextToken() == JsonToken.START_OBJECT, "an object is expected");
    Members members = new Members(id);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      members.read(json.currentName());
    }
    entries.add(members.entry(line));
    return new EntryText(
        id, slice(end()), Optional.ofNullable(members.repoNameRaw), members.unknown);
  }

  /** The members of one entry, while they are read. */
  private final class Members {
    private final ApplicationId id;
    private final List<String> unknown = new ArrayList<>();
    private @Nullable SemanticVersion current;
    private @Nullable SemanticVersion highest;
    private @Nullable String repoName;
    private @Nullable String repoNameRaw;
    private Instant lastUpdated = Instant.EPOCH;
    private long revision;
    private Optional<SourceSha> sha = Optional.empty();

    Members(ApplicationId id) {
      this.id = id;
    }

    void read(String name) throws IOException, InvalidVersionsFileException {
      int nameStart = start();
      json.nextToken();
      int valueStart = start();
      switch (name) {
        case "current" -> current = parsed(text(), SemanticVersion::parse);
        case "highest" -> highest = parsed(text(), SemanticVersion::parse);
        case "project_id" ->
            expect(text().equals(id.project().value()), "\"project_id\" is not that of the app-id");
        case "app_name" ->
            expect(text().equals(id.appName()), "\"app_name\" is not that of the app-id");
        case "repo_name" -> {
          repoName = text();
          repoNameRaw = raw(valueStart);
        }
        case "last_updated" -> lastUpdated = instant();
        case "revision" -> revision = revision();
        case "sha" -> sha = Optional.of(parsed(text(), SourceSha::new));
        default -> {
          json.skipChildren();
          json.finishToken();
          unknown.add(raw(nameStart));
        }
      }
    }

    ApplicationVersion entry(int line) throws InvalidVersionsFileException {
      if (current == null) {
        throw new InvalidVersionsFileException(line, "\"current\" is missing", null);
      }
      SemanticVersion top = highest == null ? current : SemanticVersion.max(current, highest);
      return new ApplicationVersion(
          id, current, top, Optional.ofNullable(repoName), lastUpdated, revision, sha);
    }

    private long revision() throws IOException, InvalidVersionsFileException {
      expect(json.currentToken() == JsonToken.VALUE_NUMBER_INT, "a whole number is expected");
      long value = json.getLongValue();
      expect(value >= 0, "a revision is not negative");
      return value;
    }

    private Instant instant() throws IOException, InvalidVersionsFileException {
      return parsed(
          text(),
          value -> {
            try {
              return OffsetDateTime.parse(value).toInstant();
            } catch (DateTimeException notRfc3339) {
              throw new IllegalArgumentException("an RFC 3339 time is expected", notRfc3339);
            }
          });
    }

    private String text() throws IOException, InvalidVersionsFileException {
      expect(json.currentToken() == JsonToken.VALUE_STRING, "a string is expected");
      return json.getText();
    }

    private String raw(int from) {
      return new String(content, from, end() - from, UTF_8);
    }
  }

  private <T> T parsed(String text, Function<String, T> parse) throws InvalidVersionsFileException {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException invalid) {
      throw new InvalidVersionsFileException(line(), String.valueOf(invalid.getMessage()), invalid);
    }
  }

  private void expect(boolean condition, String expectation) throws InvalidVersionsFileException {
    if (!condition) {
      throw new InvalidVersionsFileException(line(), expectation, null);
    }
  }

  private int line() {
    return Math.max(1, json.currentTokenLocation().getLineNr());
  }

  private int start() {
    return (int) json.currentTokenLocation().getByteOffset();
  }

  private int end() {
    return (int) json.currentLocation().getByteOffset();
  }

  private void fixedUpTo(int offset) {
    parts.add(new VersionsFile.Part.Fixed(slice(offset)));
  }

  private byte[] slice(int to) {
    byte[] slice = Arrays.copyOfRange(content, done, to);
    done = to;
    return slice;
  }
}
