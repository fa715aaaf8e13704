package org.versionservice.version;

import java.util.regex.Pattern;

/**
 * The name of a caller, as commits and logs show it.
 *
 * @param name 1 to 128 of letters, digits, space and {@code ._@-}: valid in a Git author line
 */
public record Principal(String name) {

  private static final Pattern PATTERN =
      Pattern.compile("[\\p{L}\\p{N}._@-][\\p{L}\\p{N} ._@-]{0,127}");

  /** Any caller while access is not restricted. */
  public static final Principal ANONYMOUS = new Principal("anonymous");

  /** The service itself. */
  public static final Principal SERVICE = new Principal("version-service");

  public Principal {
    if (!PATTERN.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a principal's name is 1 to 128 letters, digits, spaces and ._@-");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
