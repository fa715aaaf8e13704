package org.versionservice.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;

/**
 * The JSON of an entry in Redis: the members that it has in {@code versions.json}, and {@code
 * deleted} for an app that is not there any more.
 *
 * <p>The revision comes first, so that a reader of ten thousand entries sees without parsing them
 * which ones are news.
 */
final class CachedVersionJson {

  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] BEGINNING = "{\"revision\":".getBytes(UTF_8);

  /** More digits than this may be past 2^63-1. */
  private static final int MOST_DIGITS = 18;

  private CachedVersionJson() {}

  static String of(CachedVersion version) {
    ApplicationVersion entry = version.last();
    StringWriter text = new StringWriter(200);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("revision", entry.revision());
      json.writeStringField("current", entry.current().toString());
      json.writeStringField("project_id", entry.id().project().value());
      json.writeStringField("app_name", entry.id().appName());
      if (entry.repoName().isPresent()) {
        json.writeStringField("repo_name", entry.repoName().get());
      }
      json.writeStringField("last_updated", entry.lastUpdated().toString());
      if (entry.sha().isPresent()) {
        json.writeStringField("sha", entry.sha().get().value());
      }
      if (!entry.highest().equals(entry.current())) {
        json.writeStringField("highest", entry.highest().toString());
      }
      if (version.deleted()) {
        json.writeBooleanField("deleted", true);
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    }
    return text.toString();
  }

  /** The revision in a text that {@link #of} made; empty if it has to be parsed to be known. */
  static OptionalLong revision(byte[] text) {
    int from = BEGINNING.length;
    int most = Math.min(text.length, from + MOST_DIGITS + 1);
    if (most <= from || !Arrays.equals(text, 0, from, BEGINNING, 0, from)) {
      return OptionalLong.empty();
    }
    long revision = 0;
    for (int i = from; i < most; i++) {
      if (text[i] == ',' && i > from) {
        return OptionalLong.of(revision);
      } else if (text[i] < '0' || text[i] > '9') {
        return OptionalLong.empty();
      }
      revision = revision * 10 + (text[i] - '0');
    }
    return OptionalLong.empty();
  }

  /** The entry that a text tells; empty if it tells none, because somebody else wrote it. */
  static Optional<CachedVersion> parse(ApplicationId app, byte[] text) {
    try {
      Map<String, String> members = members(text);
      String current = members.get("current");
      return current == null
          ? Optional.empty()
          : Optional.of(
              new CachedVersion(
                  entry(app, current, members), "true".equals(members.get("deleted"))));
    } catch (IOException | IllegalArgumentException | DateTimeException notOurs) {
      return Optional.empty();
    }
  }

  private static ApplicationVersion entry(
      ApplicationId app, String version, Map<String, String> members) {
    SemanticVersion current = SemanticVersion.parse(version);
    Optional<SemanticVersion> highest =
        Optional.ofNullable(members.get("highest")).map(SemanticVersion::parse);
    return new ApplicationVersion(
        app,
        current,
        highest.map(top -> SemanticVersion.max(top, current)).orElse(current),
        Optional.ofNullable(members.get("repo_name")),
        Optional.ofNullable(members.get("last_updated")).map(Instant::parse).orElse(Instant.EPOCH),
        Long.parseLong(members.getOrDefault("revision", "0")),
        Optional.ofNullable(members.get("sha")).map(SourceSha::new));
  }

  /** The members that are plain values, as text. */
  private static Map<String, String> members(byte[] text) throws IOException {
    Map<String, String> members = new HashMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Map.of();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken().isScalarValue()) {
          members.put(name, json.getText());
        } else {
          json.skipChildren();
        }
      }
    }
    return members;
  }
}
