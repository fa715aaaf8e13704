package org.versionservice.access;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.versionservice.version.Principal;

/**
 * The rule for names that a new token may have. They are the authors of commits, so nobody may be
 * given one that looks like another's.
 *
 * @see <a href="https://www.unicode.org/reports/tr39/">Unicode security mechanisms</a>
 */
public final class PrincipalName {

  /** The principal of the admin's token that the settings have. */
  static final Principal ADMIN = new Principal("admin");

  private static final Pattern GRAMMAR =
      Pattern.compile("(?=.{1,128}$)[A-Za-z0-9._@-]+( [A-Za-z0-9._@-]+)*");

  private static final Set<String> RESERVED =
      skeletons(ADMIN, Principal.ANONYMOUS, Principal.SERVICE);

  private static final Set<String> SERVICES = skeletons(Principal.ANONYMOUS, Principal.SERVICE);

  private PrincipalName() {}

  /**
   * Reads the name of a new token's owner.
   *
   * @throws IllegalArgumentException if it is reserved, or has other characters
   */
  public static Principal parse(String text) {
    if (!GRAMMAR.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a name is 1 to 128 of A-Z, a-z, 0-9, ._@- and single spaces between them");
    }
    if (RESERVED.contains(skeleton(text))) {
      throw new IllegalArgumentException("the name is reserved, or looks like one that is");
    }
    return new Principal(text);
  }

  /** Returns whether a name looks like one by which commits have nobody as their author. */
  static boolean isServices(String text) {
    return SERVICES.contains(skeleton(text));
  }

  private static Set<String> skeletons(Principal... principals) {
    return Stream.of(principals)
        .map(principal -> skeleton(principal.name()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What is left of a name for an eye that reads quickly. */
  private static String skeleton(String text) {
    return text.toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]", "")
        .replaceAll("[1i]", "l")
        .replace('0', 'o')
        .replace("rn", "m");
  }
}
