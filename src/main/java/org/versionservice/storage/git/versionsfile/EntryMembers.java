package org.versionservice.storage.git.versionsfile;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;

/** The members of one entry of {@code versions.json}, while they are read. */
public final class EntryMembers {

  private final JsonCursor json;
  private final ApplicationId id;
  private final List<String> unknown = new ArrayList<>();
  private @Nullable SemanticVersion current;
  private @Nullable SemanticVersion highest;
  private @Nullable String repoName;
  private @Nullable String repoNameRaw;
  private Instant lastUpdated = Instant.EPOCH;
  private long revision;
  private Optional<SourceSha> sha = Optional.empty();

  private EntryMembers(JsonCursor json, ApplicationId id) {
    this.json = json;
    this.id = id;
  }

  /** Reads the entry whose object begins here. */
  static EntryMembers read(JsonCursor json, ApplicationId id)
      throws IOException, InvalidVersionsFileException {
    EntryMembers members = new EntryMembers(json, id);
    json.expect(json.next() && json.isAt(JsonToken.START_OBJECT), "an object is expected");
    while (json.nextName()) {
      members.readMember();
    }
    return members;
  }

  private void readMember() throws IOException, InvalidVersionsFileException {
    String name = json.name();
    int nameStart = json.start();
    json.next();
    int valueStart = json.start();
    switch (name) {
      case "current" -> current = json.parsed(json.text(), SemanticVersion::parse);
      case "highest" -> highest = json.parsed(json.text(), SemanticVersion::parse);
      case "project_id" ->
          json.expect(
              json.text().equals(id.project().value()), "\"project_id\" is not that of the app-id");
      case "app_name" ->
          json.expect(json.text().equals(id.appName()), "\"app_name\" is not that of the app-id");
      case "repo_name" -> {
        repoName = json.text();
        repoNameRaw = json.raw(valueStart);
      }
      case "last_updated" -> lastUpdated = json.parsed(json.text(), EntryMembers::instant);
      case "revision" -> revision = revision();
      case "sha" -> sha = Optional.of(json.parsed(json.text(), SourceSha::new));
      default -> {
        json.skipValue();
        unknown.add(json.raw(nameStart));
      }
    }
  }

  /**
   * What the members say.
   *
   * @param line of the entry
   */
  ApplicationVersion entry(int line) throws InvalidVersionsFileException {
    if (current == null) {
      throw new InvalidVersionsFileException(line, "\"current\" is missing", null);
    }
    SemanticVersion top = highest == null ? current : SemanticVersion.max(current, highest);
    return new ApplicationVersion(
        id, current, top, Optional.ofNullable(repoName), lastUpdated, revision, sha);
  }

  /**
   * The entry with its text.
   *
   * @param text of the entry, with what stands before it
   */
  EntryText text(byte[] text) {
    return new EntryText(id, text, Optional.ofNullable(repoNameRaw), unknown);
  }

  private long revision() throws IOException, InvalidVersionsFileException {
    long value = json.wholeNumber();
    json.expect(value >= 0, "a revision is not negative");
    return value;
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notRfc3339) {
      throw new IllegalArgumentException("an RFC 3339 time is expected", notRfc3339);
    }
  }
}
