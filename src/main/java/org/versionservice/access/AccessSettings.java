package org.versionservice.access;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How access is restricted.
 *
 * @param mode what lets people in
 * @param admin the hash of a token that is always valid, for the first admin
 * @param tokens the file of all other tokens
 * @param perSecond how many requests each caller may send in a second; any number if empty
 * @param proxies whose word is taken for the client's address
 * @param origins the pages that may ask for changes
 * @param audiences of which a signed token has to name one
 */
public record AccessSettings(
    Mode mode,
    Optional<TokenHash> admin,
    Path tokens,
    OptionalInt perSecond,
    TrustedProxies proxies,
    WriteOrigins origins,
    Set<String> audiences) {

  /** An admin token that is shorter could be guessed. */
  private static final int SHORTEST_TOKEN = 32;

  private static final int MOST_PER_SECOND = 1_000_000;

  public AccessSettings {
    audiences = Set.copyOf(audiences);
  }

  /** What lets people in. */
  public enum Mode {
    /** Tokens that the service made. */
    TOKENS,
    /** Signed tokens of MicroProfile JWT. */
    JWT,
    /** Nothing is needed. */
    NONE;

    /**
     * Reads a mode's name.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Mode parse(String text) {
      for (Mode mode : values()) {
        if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
          return mode;
        }
      }
      throw new IllegalArgumentException("one of tokens, jwt and none");
    }
  }

  /**
   * The hash of an admin's token.
   *
   * @throws IllegalArgumentException if it is too short, or cannot be sent in a header
   */
  public static TokenHash admin(String token) {
    if (!token.matches("[\\x21-\\x7e]{" + SHORTEST_TOKEN + ",512}")) {
      throw new IllegalArgumentException(
          "32 to 512 visible ASCII characters, as openssl rand -hex 32 prints them");
    }
    return TokenHash.of(token);
  }

  /**
   * Reads audiences with commas between them.
   *
   * @throws IllegalArgumentException if one of them is empty
   */
  public static Set<String> audiences(String text) {
    Set<String> audiences =
        Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    if (audiences.contains("")) {
      throw new IllegalArgumentException("audiences with commas between them");
    }
    return audiences;
  }

  /**
   * Checks a key by which signed tokens are verified.
   *
   * @throws IllegalArgumentException if it is neither an RSA or EC key in PEM nor a JWK or a JWKS
   */
  public static String publicKey(String text) {
    String encoded = text.replaceAll("-----(BEGIN|END) PUBLIC KEY-----|\\s", "");
    if (!text.startsWith("{")) {
      X509EncodedKeySpec key = new X509EncodedKeySpec(Base64.getDecoder().decode(encoded));
      if (!isKey("RSA", key) && !isKey("EC", key)) {
        throw new IllegalArgumentException("a public key for RSA or EC, as PEM, JWK or JWKS");
      }
    }
    return text;
  }

  private static boolean isKey(String algorithm, X509EncodedKeySpec key) {
    try {
      KeyFactory.getInstance(algorithm).generatePublic(key);
      return true;
    } catch (GeneralSecurityException other) {
      return false;
    }
  }

  /**
   * Reads how many requests are granted in a second.
   *
   * @throws IllegalArgumentException if it is no such number
   */
  public static int perSecond(String text) {
    int number = text.matches("\\d{1,7}") ? Integer.parseInt(text) : 0;
    if (number < 1 || number > MOST_PER_SECOND) {
      throw new IllegalArgumentException("requests in a second, from 1 to " + MOST_PER_SECOND);
    }
    return number;
  }
}
