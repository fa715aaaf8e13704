package org.versionservice.version;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version as Semantic Versioning 2.0.0 defines it.
 *
 * <p>{@code compareTo} orders by precedence (§11), which ignores build metadata; {@code equals}
 * does not ignore it. So two versions that differ only in build metadata compare as 0 and are not
 * equal.
 *
 * @param major 0 to 2^63-1
 * @param minor 0 to 2^63-1
 * @param patch 0 to 2^63-1
 * @param preRelease identifiers after the hyphen, empty for a release (§9); numeric ones are 0 to
 *     2^63-1
 * @param build identifiers after the plus sign (§10)
 * @see <a href="https://semver.org/spec/v2.0.0.html">semver.org</a>
 */
public record SemanticVersion(
    long major, long minor, long patch, List<String> preRelease, List<String> build)
    implements Comparable<SemanticVersion> {

  /** The maximum length of a version's text, in characters. */
  public static final int MAX_LENGTH = 256;

  private static final Pattern GRAMMAR =
      Pattern.compile(
          "(\\d++)\\.(\\d++)\\.(\\d++)(?:-([0-9A-Za-z.-]++))?(?:\\+([0-9A-Za-z.-]++))?");
  private static final Pattern IDENTIFIER = Pattern.compile("[0-9A-Za-z-]++");
  private static final Pattern DIGITS = Pattern.compile("\\d++");

  private static final Comparator<SemanticVersion> PRECEDENCE =
      Comparator.comparingLong(SemanticVersion::major)
          .thenComparingLong(SemanticVersion::minor)
          .thenComparingLong(SemanticVersion::patch)
          .thenComparing(SemanticVersion::preRelease, SemanticVersion::comparePreReleases);

  public SemanticVersion {
    if (major < 0 || minor < 0 || patch < 0) {
      throw new IllegalArgumentException("a version's numbers are not negative");
    }
    preRelease = List.copyOf(preRelease);
    build = List.copyOf(build);
    preRelease.forEach(SemanticVersion::checkPreRelease);
    build.forEach(SemanticVersion::checkIdentifier);
  }

  /** Returns the release {@code major.minor.patch}. */
  public static SemanticVersion of(long major, long minor, long patch) {
    return new SemanticVersion(major, minor, patch, List.of(), List.of());
  }

  /**
   * Parses a version.
   *
   * @throws IllegalArgumentException if the text violates SemVer §2, §9 or §10, has a number above
   *     2^63-1 or more than {@value #MAX_LENGTH} characters; the message does not repeat the text
   */
  public static SemanticVersion parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a version has at most " + MAX_LENGTH + " characters");
    }
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a version is MAJOR.MINOR.PATCH with optional -pre-release and +build (SemVer 2.0.0)");
    }
    return new SemanticVersion(
        number(matcher.group(1)),
        number(matcher.group(2)),
        number(matcher.group(3)),
        identifiers(matcher.group(4)),
        identifiers(matcher.group(5)));
  }

  /** Returns whether this is a pre-release (§9). */
  public boolean isPreRelease() {
    return !preRelease.isEmpty();
  }

  /** Returns this version without pre-release and build metadata. */
  public SemanticVersion release() {
    return of(major, minor, patch);
  }

  /** Returns this version with other pre-release identifiers and without build metadata. */
  public SemanticVersion withPreRelease(String... identifiers) {
    return new SemanticVersion(major, minor, patch, List.of(identifiers), List.of());
  }

  /** Returns the version with the higher precedence, or {@code a} if neither is higher. */
  public static SemanticVersion max(SemanticVersion a, SemanticVersion b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** Returns the version with the higher precedence, if there is one. */
  static Optional<SemanticVersion> max(Optional<SemanticVersion> a, Optional<SemanticVersion> b) {
    return a.isPresent() && b.isPresent() ? Optional.of(max(a.get(), b.get())) : a.or(() -> b);
  }

  /** Compares by precedence (§11); 0 also for versions that differ in build metadata only. */
  @Override
  public int compareTo(SemanticVersion other) {
    return PRECEDENCE.compare(this, other);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(major).append('.').append(minor).append('.').append(patch);
    if (!preRelease.isEmpty()) {
      text.append('-').append(String.join(".", preRelease));
    }
    if (!build.isEmpty()) {
      text.append('+').append(String.join(".", build));
    }
    return text.toString();
  }

  static boolean isNumeric(String identifier) {
    return DIGITS.matcher(identifier).matches();
  }

  static long number(String digits) {
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      throw new IllegalArgumentException("a version's numbers have no leading zeros");
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException tooLarge) {
      throw new IllegalArgumentException("a version's numbers go up to 2^63-1", tooLarge);
    }
  }

  private static List<String> identifiers(@Nullable String text) {
    return text == null ? List.of() : Arrays.asList(text.split("\\.", -1));
  }

  private static void checkPreRelease(String identifier) {
    checkIdentifier(identifier);
    if (isNumeric(identifier)) {
      number(identifier);
    }
  }

  private static void checkIdentifier(String identifier) {
    if (!IDENTIFIER.matcher(identifier).matches()) {
      throw new IllegalArgumentException(
          "an identifier of a pre-release or build is not empty and of 0-9, A-Z, a-z and -");
    }
  }

  /** §11.3 and §11.4: a release is above its pre-releases, a longer list above its prefix. */
  private static int comparePreReleases(List<String> a, List<String> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return Boolean.compare(a.isEmpty(), b.isEmpty());
    }
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = compareIdentifiers(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static int compareIdentifiers(String a, String b) {
    boolean numericA = isNumeric(a);
    boolean numericB = isNumeric(b);
    if (numericA && numericB) {
      return Long.compare(number(a), number(b));
    }
    return numericA == numericB ? a.compareTo(b) : Boolean.compare(numericB, numericA);
  }
}
