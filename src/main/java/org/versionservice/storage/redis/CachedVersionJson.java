package org.versionservice.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.versionservice.storage.JsonMembers;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.EntryMembers;

/**
 * The JSON of an entry in Redis: the members of {@code versions.json}, and {@code deleted} for a
 * deleted app.
 *
 * <p>The revision comes first, so that a reader of many entries finds the newer ones without
 * parsing.
 */
final class CachedVersionJson {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String DELETED = "deleted";
  private static final byte[] BEGINNING = "{\"revision\":".getBytes(UTF_8);

  /** More digits could exceed 2^63-1. */
  private static final int MOST_DIGITS = 18;

  private CachedVersionJson() {}

  static String of(CachedVersion version) {
    Map<String, Object> members = EntryMembers.of(version.last());
    StringWriter text = new StringWriter(200);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeObjectField(EntryMembers.REVISION, members.remove(EntryMembers.REVISION));
      for (Map.Entry<String, Object> member : members.entrySet()) {
        json.writeFieldName(member.getKey());
        JsonMembers.write(member.getValue(), json);
      }
      if (version.deleted()) {
        json.writeBooleanField(DELETED, true);
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    }
    return text.toString();
  }

  /** Returns the revision in a text of {@link #of}; empty if only the parser can find it. */
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

  /** Parses an entry; empty if the text is not one of this service. */
  static Optional<CachedVersion> parse(ApplicationId app, byte[] text) {
    EntryMembers members = new EntryMembers(app);
    boolean deleted = false;
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        deleted |= json.nextToken() == JsonToken.VALUE_TRUE && name.equals(DELETED);
        members.read(name, JsonMembers.read(json));
      }
    } catch (IOException | IllegalArgumentException notOurs) {
      return Optional.empty();
    }
    boolean gone = deleted;
    return members.entry().map(last -> new CachedVersion(last, gone));
  }
}
