package org.versionservice.version;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.versionservice.version.Increment.Level;

/**
 * What the messages of source commits ask for, by Conventional Commits 1.0.0: a breaking change
 * moves on the major number, a feature the minor one, anything else the patch.
 *
 * @param level what moves on
 * @param reason the first line of the message that asks for it, or that none asks for more
 * @see <a href="https://www.conventionalcommits.org/en/v1.0.0/">conventionalcommits.org</a>
 */
public record ConventionalCommits(Level level, String reason) {

  /** The longest line that is given as a reason, in characters. */
  private static final int LONGEST_REASON = 200;

  /** §1 to §5 and §13: type, scope, an exclamation mark for a breaking change, description. */
  private static final Pattern HEADER =
      Pattern.compile("([A-Za-z][A-Za-z0-9_-]*+)(?:\\([^()\\r\\n]++\\))?(!)?: \\s*+\\S.*+");

  /** §11, §12 and §16. */
  private static final Pattern BREAKING_FOOTER =
      Pattern.compile("^BREAKING[ -]CHANGE(?:: | #)\\S", Pattern.MULTILINE);

  /** What a list of messages asks for. */
  public static ConventionalCommits of(List<String> messages) {
    return first(messages, Level.MAJOR)
        .or(() -> first(messages, Level.MINOR))
        .orElseGet(
            () -> new ConventionalCommits(Level.PATCH, "no commit is a feature or breaking"));
  }

  private static Optional<ConventionalCommits> first(List<String> messages, Level level) {
    return messages.stream()
        .filter(message -> level(message) == level)
        .map(message -> new ConventionalCommits(level, reason(message)))
        .findFirst();
  }

  private static Level level(String message) {
    Matcher header = HEADER.matcher(firstLine(message));
    boolean conventional = header.matches();
    if (BREAKING_FOOTER.matcher(message).find() || (conventional && header.group(2) != null)) {
      return Level.MAJOR;
    }
    return conventional && header.group(1).toLowerCase(Locale.ROOT).equals("feat")
        ? Level.MINOR
        : Level.PATCH;
  }

  private static String reason(String message) {
    String line = firstLine(message);
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON);
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("").strip();
  }
}
