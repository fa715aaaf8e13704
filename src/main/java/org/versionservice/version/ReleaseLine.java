package org.versionservice.version;

import java.util.Comparator;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions of an app that are maintained together: line X.Y has all versions X.Y.*, and line X
 * all versions X.*.*.
 *
 * @param major 0 to 2^63-1
 * @param minor 0 to 2^63-1; empty for a line of all minor versions
 */
public record ReleaseLine(long major, OptionalLong minor) implements Comparable<ReleaseLine> {

  private static final Pattern GRAMMAR = Pattern.compile("(\\d++)(?:\\.(\\d++))?");

  private static final Comparator<ReleaseLine> ORDER =
      Comparator.comparingLong(ReleaseLine::major).thenComparingLong(line -> line.minor.orElse(-1));

  public ReleaseLine {
    if (major < 0 || minor.orElse(0) < 0) {
      throw new IllegalArgumentException("a line's numbers are not negative");
    }
  }

  /**
   * Parses a line.
   *
   * @throws IllegalArgumentException if the text is not X or X.Y, without leading zeros and up to
   *     2^63-1
   */
  public static ReleaseLine parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a line is MAJOR or MAJOR.MINOR, such as 1 or 1.4");
    }
    return new ReleaseLine(
        SemanticVersion.number(matcher.group(1)),
        matcher.group(2) == null
            ? OptionalLong.empty()
            : OptionalLong.of(SemanticVersion.number(matcher.group(2))));
  }

  /** Returns the line X.Y of a version. */
  public static ReleaseLine of(SemanticVersion version) {
    return new ReleaseLine(version.major(), OptionalLong.of(version.minor()));
  }

  /** Returns whether a version belongs to this line. */
  public boolean contains(SemanticVersion version) {
    return compareTo(version) == 0;
  }

  /** Returns whether this line can take increments of a type: none that always leaves it. */
  boolean takes(Transition.Type type) {
    return switch (type) {
      case PATCH, PRERELEASE, RELEASE -> true;
      case MINOR -> minor.isEmpty();
      default -> false;
    };
  }

  /** Compares this line with a version: 0 if it has the version, negative if it is below it. */
  int compareTo(SemanticVersion version) {
    int order = Long.compare(major, version.major());
    return order != 0 || minor.isEmpty() ? order : Long.compare(minor.getAsLong(), version.minor());
  }

  /** Compares by numbers; a line X comes before its lines X.Y. */
  @Override
  public int compareTo(ReleaseLine other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + (minor.isPresent() ? "." + minor.getAsLong() : "");
  }
}
