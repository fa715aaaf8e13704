package org.versionservice.storage.git.versionsfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.EntryMembers;

/**
 * The text of one entry of {@code versions.json}, as in the file.
 *
 * @param text comma (except for the first entry), white space, key and value
 * @param repoName the literal of {@code repo_name}, with its escapes
 * @param unknown unknown members, each with name and value
 */
public record EntryText(
    ApplicationId id, byte[] text, Optional<String> repoName, List<String> unknown) {

  private static final byte COMMA = ',';

  /** The line end before a member of an entry. */
  private static final String INDENT = "\n      ";

  /** Half a surrogate pair, which UTF-8 cannot encode; JSON escapes it. */
  private static final Pattern LONE_SURROGATE = Pattern.compile("[\\ud800-\\udfff]");

  /** Returns the text of an entry; keeps the unknown members and escapes of an earlier text. */
  static EntryText of(ApplicationVersion entry, Optional<EntryText> earlier, boolean first) {
    Optional<String> repoName =
        earlier
            .flatMap(EntryText::repoName)
            .filter(raw -> entry.repoName().equals(VersionsFileReader.unquoted(raw)))
            .or(() -> entry.repoName().map(EntryText::quoted));
    List<String> unknown = earlier.map(EntryText::unknown).orElse(List.of());
    Map<String, String> members = new LinkedHashMap<>();
    EntryMembers.of(entry).forEach((name, value) -> members.put(name, value(value, INDENT)));
    repoName.ifPresent(raw -> members.put(EntryMembers.REPO_NAME, raw));
    List<String> lines = new ArrayList<>();
    members.forEach((name, value) -> lines.add(quoted(name) + ": " + value));
    lines.addAll(unknown);
    String text =
        (first ? "" : ",")
            + ("\n    " + quoted(entry.id().value()) + ": {" + INDENT)
            + String.join("," + INDENT, lines)
            + "\n    }";
    return new EntryText(entry.id(), text.getBytes(UTF_8), repoName, unknown);
  }

  /**
   * Returns the JSON of a member.
   *
   * @param indent the line end before a member beside it
   */
  private static String value(Object value, String indent) {
    if (value instanceof Map<?, ?> object) {
      String inner = indent + "  ";
      return object.entrySet().stream()
          .map(
              member -> quoted(member.getKey().toString()) + ": " + value(member.getValue(), inner))
          .collect(Collectors.joining("," + inner, "{" + inner, indent + "}"));
    }
    return value instanceof String text ? quoted(text) : value.toString();
  }

  boolean isFirst() {
    return text[0] != COMMA;
  }

  /** Returns whether this text is valid and contains exactly the given entry. */
  boolean matches(ApplicationVersion expected) {
    return VersionsFileReader.readEntry(asFirst(true).text).equals(Optional.of(expected));
  }

  /** Returns this text as the first of its section, or as a later one with a comma. */
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
