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
 * The entries of one {@code versions.json}, found but not parsed: of two files that follow each
 * other, most are the same text. The file may be invalid; then its readable entries are here.
 */
public final class FileEntries {

  /**
   * An entry of a file.
   *
   * @param deleted whether it stands in {@code deleted}
   */
  public record Entry(ApplicationVersion version, boolean deleted) {}

  private record Place(int from, int to) {}

  /** The entries of a commit that has no file. */
  public static final FileEntries NONE = new FileEntries(new byte[0], true);

  private static final JsonFactory JSON = new JsonFactory();

  private final byte[] text;
  private final Map<String, Place> apps = new HashMap<>();
  private final Map<String, Place> deleted = new HashMap<>();
  private boolean whole;

  private FileEntries(byte[] text, boolean whole) {
    this.text = text;
    this.whole = whole;
  }

  /** Finds the entries of a text, as far as it is JSON. */
  public static FileEntries of(byte[] text) {
    FileEntries entries = new FileEntries(text, false);
    try (JsonParser json = JSON.createParser(text)) {
      entries.whole = entries.find(json);
    } catch (IOException notJson) {
      entries.whole = false;
    }
    return entries;
  }

  /** Returns whether an app that is not here is not in the file either. */
  public boolean isWhole() {
    return whole;
  }

  /** Returns whether the file names an app, readable or not. */
  public boolean names(String id) {
    return apps.containsKey(id) || deleted.containsKey(id);
  }

  /** The ids that the file names; not all of them need to be app-ids. */
  public Set<String> ids() {
    Set<String> ids = new HashSet<>(apps.keySet());
    ids.addAll(deleted.keySet());
    return ids;
  }

  /** The ids that are named here, and not with the same text in an earlier file. */
  public Set<String> differingFrom(FileEntries earlier) {
    Set<String> ids = ids();
    ids.removeIf(
        id ->
            isSame(apps.get(id), earlier, earlier.apps.get(id))
                && isSame(deleted.get(id), earlier, earlier.deleted.get(id)));
    return ids;
  }

  /** The entry of an app; empty if there is none, or it cannot be read. */
  public Optional<Entry> find(String id) {
    Optional<ApplicationVersion> gone = parse(id, deleted.get(id));
    return parse(id, apps.get(id))
        .map(there -> gone.map(there::above).orElse(there))
        .map(there -> new Entry(there, false))
        .or(() -> gone.map(last -> new Entry(last, true)));
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

  private boolean find(JsonParser json, Map<String, Place> section) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String id = json.currentName();
      json.nextToken();
      int from = (int) json.currentTokenLocation().getByteOffset();
      json.skipChildren();
      int to = (int) json.currentLocation().getByteOffset();
      if (from < 0 || to < from || to > text.length) {
        // Not UTF-8: the parser counts characters there.
        return false;
      }
      section.put(id, new Place(from, to));
    }
    return true;
  }

  private boolean isSame(@Nullable Place place, FileEntries other, @Nullable Place there) {
    if (place == null || there == null) {
      return place == null && there == null;
    }
    return Arrays.equals(text, place.from, place.to, other.text, there.from, there.to);
  }

  private Optional<ApplicationVersion> parse(String id, @Nullable Place place) {
    if (place == null) {
      return Optional.empty();
    }
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    member.writeBytes((EntryText.quoted(id) + ": ").getBytes(UTF_8));
    member.write(text, place.from, place.to - place.from);
    return VersionsFileReader.readEntry(member.toByteArray());
  }
}
