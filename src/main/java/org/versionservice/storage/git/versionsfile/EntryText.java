package org.versionservice.storage.git.versionsfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.EntryMembers;

/**
 * The text of one entry of {@code versions.json}, with the line break and indentation before it.
 *
 * @param id the app
 * @param text comma (unless it is the first), white space, key and value, as they stand in the file
 * @param repoName the value of {@code repo_name} as it stands there, escapes and all
 * @param unknown members that this service does not know, name and value as they stand there
 */
public record EntryText(
    ApplicationId id, byte[] text, Optional<String> repoName, List<String> unknown) {

  private static final byte COMMA = ',';

  /** Half a character, which JSON can tell only as an escape. */
  private static final Pattern LONE_SURROGATE = Pattern.compile("[\\ud800-\\udfff]");

  /** The text of an entry; what an earlier text says of things this service never changes stays. */
  static EntryText of(ApplicationVersion entry, Optional<EntryText> earlier, boolean first) {
    Optional<String> repoName =
        earlier
            .flatMap(EntryText::repoName)
            .filter(raw -> entry.repoName().equals(VersionsFileReader.unquoted(raw)))
            .or(() -> entry.repoName().map(EntryText::quoted));
    List<String> unknown = earlier.map(EntryText::unknown).orElse(List.of());
    Map<String, String> members = new LinkedHashMap<>();
    EntryMembers.of(entry)
        .forEach(
            (name, value) ->
                members.put(name, value instanceof String text ? quoted(text) : value.toString()));
    repoName.ifPresent(raw -> members.put(EntryMembers.REPO_NAME, raw));
    List<String> lines = new ArrayList<>();
    members.forEach((name, value) -> lines.add(quoted(name) + ": " + value));
    lines.addAll(unknown);
    String text =
        (first ? "" : ",")
            + ("\n    " + quoted(entry.id().value()) + ": {\n      ")
            + String.join(",\n      ", lines)
            + "\n    }";
    return new EntryText(entry.id(), text.getBytes(UTF_8), repoName, unknown);
  }

  /** Returns whether this is the text of the first entry of its section. */
  boolean isFirst() {
    return text[0] != COMMA;
  }

  /** Returns whether this text, read back, is just an entry. */
  boolean says(ApplicationVersion expected) {
    return VersionsFileReader.readEntry(asFirst(true).text).equals(Optional.of(expected));
  }

  /** This text as the first of its section, or as a later one. */
  EntryText asFirst(boolean first) {
    if (first == isFirst()) {
      return this;
    }
    byte[] other = new byte[first ? text.length - 1 : text.length + 1];
    System.arraycopy(
        text, first ? 1 : 0, other, first ? 0 : 1, Math.min(text.length, other.length));
    if (!first) {
      other[0] = COMMA;
    }
    return new EntryText(id, other, repoName, unknown);
  }

  static String quoted(String value) {
    String quoted = '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
    return LONE_SURROGATE
        .matcher(quoted)
        .replaceAll(lone -> String.format("\\\\u%04x", (int) lone.group().charAt(0)));
  }
}
