package org.versionservice.access;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.versionservice.version.Principal;

/**
 * Checks the names of new tokens' owners. They are the authors of commits, so no name may look like
 * a reserved one.
 *
 * @see <a href="https://www.unicode.org/reports/tr39/">Unicode security mechanisms</a>
 */
public final class PrincipalName {

  /** The principal of the admin token in the settings. */
  static final Principal ADMIN = new Principal("admin");

  private static final Pattern GRAMMAR =
      Pattern.compile("(?=.{1,128}$)[A-Za-z0-9._@-]+( [A-Za-z0-9._@-]+)*");

  private static final Set<String> RESERVED =
      skeletons(ADMIN, Principal.ANONYMOUS, Principal.SERVICE);

  private static final Set<String> SERVICES = skeletons(Principal.ANONYMOUS, Principal.SERVICE);

  private PrincipalName() {}

  /**
   * Parses the name of a new token's owner.
   *
   * @throws IllegalArgumentException if the name is reserved or has other characters
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

  /** Returns whether a name looks like the anonymous caller or the service itself. */
  static boolean isServices(String text) {
    return SERVICES.contains(skeleton(text));
  }

  private static Set<String> skeletons(Principal... principals) {
    return Stream.of(principals)
        .map(principal -> skeleton(principal.name()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Maps names that look alike to the same text. */
  private static String skeleton(String text) {
    return text.toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]", "")
        .replaceAll("[1i]", "l")
        .replace('0', 'o')
        .replace("rn", "m");
  }
}
