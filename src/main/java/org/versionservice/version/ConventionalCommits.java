package org.versionservice.version;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.versionservice.version.Increment.Level;

/**
 * The increment that messages of source commits require by Conventional Commits 1.0.0: major for a
 * breaking change, minor for a feature, patch for anything else.
 *
 * <p>The header of a message is its first line that is not blank. A merge commit has it after the
 * line {@code Merge branch ...}. A squashed commit has several: each item of a list that is not
 * indented ({@code * feat: x}) and each first line of a commit that {@code git merge --squash}
 * lists is one. A {@code revert:} is a patch like any other type.
 *
 * @param level the number to increment
 * @param reason the header that requires it, or a text that none requires more
 * @see <a href="https://www.conventionalcommits.org/en/v1.0.0/">conventionalcommits.org</a>
 */
public record ConventionalCommits(Level level, String reason) {

  private static final int LONGEST_REASON = 200;

  /** §1 to §5 and §13: type, scope, an exclamation mark for a breaking change, description. */
  private static final Pattern HEADER =
      Pattern.compile("([A-Za-z][A-Za-z0-9_-]*+)(?:\\([^()\\r\\n]++\\))?(!)?: \\s*+\\S.*+");

  /** §11, §12 and §16; squashed commits indent it or make it a list item. */
  private static final Pattern BREAKING_FOOTER =
      Pattern.compile(
          "^[ \\t]*+(?:[*+-][ \\t]++)?BREAKING[ -]CHANGE(?::\\s|[ ]#)\\s*+\\S", Pattern.MULTILINE);

  private static final Pattern ITEM = Pattern.compile("[*+-][ \\t]++(.*+)");

  /** A commit listed by {@code git log} or {@code git merge --squash}, with an indented message. */
  private static final Pattern LOGGED_COMMIT = Pattern.compile("commit [0-9a-f]{7,64}\\b.*+");

  private static final String LOG_INDENT = "    ";

  /** The beginning of a merge message of Git and its servers. */
  private static final String MERGED = "Merge ";

  /** Returns the largest increment that one of the messages requires. */
  public static ConventionalCommits of(List<String> messages) {
    return first(messages, Level.MAJOR)
        .or(() -> first(messages, Level.MINOR))
        .orElseGet(
            () -> new ConventionalCommits(Level.PATCH, "no commit is a feature or breaking"));
  }

  private static Optional<ConventionalCommits> first(List<String> messages, Level level) {
    return messages.stream()
        .flatMap(message -> picks(message).stream())
        .filter(pick -> pick.level() == level)
        .findFirst();
  }

  /** Returns the increment of each header; a breaking footer counts for the first header. */
  private static List<ConventionalCommits> picks(String message) {
    List<String> headers = headers(message);
    List<ConventionalCommits> picks =
        new ArrayList<>(headers.stream().map(ConventionalCommits::pick).toList());
    if (!headers.isEmpty() && BREAKING_FOOTER.matcher(message).find()) {
      picks.add(new ConventionalCommits(Level.MAJOR, cut(headers.get(0))));
    }
    return picks;
  }

  private static ConventionalCommits pick(String text) {
    Matcher header = HEADER.matcher(text);
    Level level = Level.PATCH;
    if (header.matches() && header.group(2) != null) {
      level = Level.MAJOR;
    } else if (header.matches() && header.group(1).toLowerCase(Locale.ROOT).equals("feat")) {
      level = Level.MINOR;
    }
    return new ConventionalCommits(level, cut(text));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON);
  }

  private static List<String> headers(String message) {
    List<String> lines = message.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty()) {
      return List.of();
    }
    int first = lines.size() > 1 && lines.get(0).strip().startsWith(MERGED) ? 1 : 0;
    List<String> headers = new ArrayList<>(List.of(withoutMarker(lines.get(first).strip())));
    boolean logged = false;
    for (String line : lines) {
      if (LOGGED_COMMIT.matcher(line).matches()) {
        logged = true;
      } else if (logged && line.startsWith(LOG_INDENT)) {
        headers.add(line.strip());
        logged = false;
      } else if (ITEM.matcher(line).matches()) {
        headers.add(withoutMarker(line));
      }
    }
    return headers;
  }

  private static String withoutMarker(String line) {
    Matcher item = ITEM.matcher(line);
    return item.matches() ? item.group(1).strip() : line;
  }
}
