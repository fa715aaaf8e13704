package org.versionservice.version;

import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Identifies one change.
 *
 * <p>The commit contains it. Without it, two replicas that make the same change in the same second
 * would make the same commit, and each would take it for its own.
 *
 * @param value 22 characters of base64url: 128 random bits
 */
public record ChangeId(String value) {

  private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9_-]{22}");

  public ChangeId {
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException("a change id is 22 characters of base64url");
    }
  }

  /** Returns a new random id. */
  public static ChangeId random(RandomGenerator random) {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return new ChangeId(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
  }

  @Override
  public String toString() {
    return value;
  }
}
