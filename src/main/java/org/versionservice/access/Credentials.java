package org.versionservice.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parses the header {@code Authorization}: a token by RFC 6750 §2.1, or as the password of RFC 7617
 * with any user name, for clients that support nothing else.
 */
final class Credentials {

  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";

  private Credentials() {}

  /** Returns the token in a header; empty if there is none. */
  static Optional<String> token(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    String text = header.strip();
    String scheme = text.toLowerCase(Locale.ROOT);
    if (scheme.startsWith(BEARER)) {
      return Optional.of(text.substring(BEARER.length()).strip());
    }
    return scheme.startsWith(BASIC)
        ? password(text.substring(BASIC.length()).strip())
        : Optional.empty();
  }

  /** Returns whether a header has the scheme of RFC 6750. */
  static boolean isBearer(@Nullable String header) {
    return header != null && header.strip().toLowerCase(Locale.ROOT).startsWith(BEARER);
  }

  /** Returns whether a header has the scheme whose credentials browsers add by themselves. */
  static boolean isBasic(@Nullable String header) {
    return header != null && header.strip().toLowerCase(Locale.ROOT).startsWith(BASIC);
  }

  private static Optional<String> password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
