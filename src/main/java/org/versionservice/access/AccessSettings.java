package org.versionservice.access;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings of access control.
 *
 * @param mode how callers authenticate
 * @param admin the hash of a token that is always valid, for the first admin
 * @param tokens the file of all other tokens
 * @param perSecond the maximum of requests per caller and second; unlimited if empty
 * @param proxies the proxies whose {@code X-Forwarded-For} is trusted
 * @param origins the web pages that may request changes
 * @param audiences the audiences of which a signed token must name one
 */
public record AccessSettings(
    Mode mode,
    Optional<TokenHash> admin,
    Path tokens,
    OptionalInt perSecond,
    TrustedProxies proxies,
    WriteOrigins origins,
    Set<String> audiences) {

  /** A shorter admin token could be guessed. */
  private static final int MIN_TOKEN_LENGTH = 32;

  public AccessSettings {
    audiences = Set.copyOf(audiences);
  }

  /** How callers authenticate. */
  public enum Mode {
    /** By tokens that the service issued. */
    TOKENS,
    /** By signed tokens of MicroProfile JWT. */
    JWT,
    /** Not at all. */
    NONE
  }

  /**
   * Returns the hash of an admin's token.
   *
   * @throws IllegalArgumentException if it has a wrong length, or is not valid in a header
   */
  public static TokenHash admin(String token) {
    if (!token.matches("[\\x21-\\x7e]{" + MIN_TOKEN_LENGTH + ",512}")) {
      throw new IllegalArgumentException(
          "32 to 512 visible ASCII characters, as openssl rand -hex 32 prints them");
    }
    return TokenHash.of(token);
  }

  /**
   * Parses a comma-separated list of audiences.
   *
   * @throws IllegalArgumentException if one of them is empty
   */
  public static Set<String> audiences(String text) {
    Set<String> audiences =
        Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    if (audiences.contains("")) {
      throw new IllegalArgumentException("a comma-separated list of audiences");
    }
    return audiences;
  }

  /**
   * Checks a public key for the signatures of tokens, and returns it.
   *
   * @throws IllegalArgumentException if it is neither an RSA or EC key in PEM nor JSON
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
}
