package org.versionservice.storage.git.versionsfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versionservice.version.ApplicationVersion;

/**
 * The positions of the entries of one {@code versions.json}, which may be invalid. Entries are
 * parsed on demand, because most of them have the same text in the next file.
 */
public final class FileEntries {

  /**
   * An entry of a file.
   *
   * @param deleted whether it is in {@code deleted}
   */
  public record Entry(ApplicationVersion version, boolean deleted) {}

  private record Range(int from, int to) {}

  /** The entries of a commit that has no file. */
  public static final FileEntries NONE = new FileEntries(new byte[0], true);

  private static final JsonFactory JSON = new JsonFactory();

  private final byte[] text;
  private final Map<String, Range> apps = new HashMap<>();
  private final Map<String, Range> deleted = new HashMap<>();
  private boolean whole;

  private FileEntries(byte[] text, boolean whole) {
    this.text = text;
    this.whole = whole;
  }

  /** Finds the entries of a text, up to the first error in its JSON. */
  public static FileEntries of(byte[] text) {
    FileEntries entries = new FileEntries(text, false);
    try (JsonParser json = JSON.createParser(text)) {
      entries.whole = entries.find(json);
    } catch (IOException notJson) {
      entries.whole = false;
    }
    return entries;
  }

  /** Returns whether the whole file was readable, so that it has no other apps. */
  public boolean isWhole() {
    return whole;
  }

  /** Returns whether the file has an entry of an app, also an invalid one. */
  public boolean names(String id) {
    return apps.containsKey(id) || deleted.containsKey(id);
  }

  /** Returns the keys of all entries; they may be invalid as app-ids. */
  public Set<String> ids() {
    Set<String> ids = new HashSet<>(apps.keySet());
    ids.addAll(deleted.keySet());
    return ids;
  }

  /** Returns the keys of the entries whose text in an earlier file differs or is missing. */
  public Set<String> differingFrom(FileEntries earlier) {
    Set<String> ids = ids();
    ids.removeIf(
        id ->
            isSame(apps.get(id), earlier, earlier.apps.get(id))
                && isSame(deleted.get(id), earlier, earlier.deleted.get(id)));
    return ids;
  }

  /** Returns the entry of an app; empty if it is missing or invalid. */
  public Optional<Entry> find(String id) {
    Optional<ApplicationVersion> last = parse(id, deleted.get(id));
    return parse(id, apps.get(id))
        .map(live -> last.map(live::above).orElse(live))
        .map(live -> new Entry(live, false))
        .or(() -> last.map(entry -> new Entry(entry, true)));
  }

  private boolean find(JsonParser json) throws IOException {
    boolean complete = json.nextToken() == JsonToken.START_OBJECT;
    boolean versions = false;
    while (complete && json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("versions")) {
        versions = value == JsonToken.START_OBJECT && find(json, apps);
      } else if (name.equals("deleted")) {
        complete = value == JsonToken.START_OBJECT && find(json, deleted);
      } else {
        json.skipChildren();
      }
    }
    return complete && versions && json.nextToken() == null;
  }

  private boolean find(JsonParser json, Map<String, Range> section) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String id = json.currentName();
      json.nextToken();
      int from = (int) json.currentTokenLocation().getByteOffset();
      json.skipChildren();
      int to = (int) json.currentLocation().getByteOffset();
      if (from < 0 || to < from || to > text.length) {
        // For text that is not UTF-8, the parser counts characters.
        return false;
      }
      section.put(id, new Range(from, to));
    }
    return true;
  }

  private boolean isSame(@Nullable Range range, FileEntries other, @Nullable Range there) {
    if (range == null || there == null) {
      return range == null && there == null;
    }
    return Arrays.equals(text, range.from, range.to, other.text, there.from, there.to);
  }

  private Optional<ApplicationVersion> parse(String id, @Nullable Range range) {
    if (range == null) {
      return Optional.empty();
    }
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    member.writeBytes((EntryText.quoted(id) + ": ").getBytes(UTF_8));
    member.write(text, range.from, range.to - range.from);
    return VersionsFileReader.readEntry(member.toByteArray());
  }
}
