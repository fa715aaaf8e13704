package org.versionservice.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a token, the only part that is stored. Slow hashes protect passwords that people
 * choose; 256 random bits cannot be guessed, and each request needs a check.
 *
 * @param hex 64 hexadecimal digits, lower case
 */
public record TokenHash(String hex) {

  private static final Pattern GRAMMAR = Pattern.compile("[0-9a-f]{64}");

  public TokenHash {
    if (!GRAMMAR.matcher(hex).matches()) {
      throw new IllegalArgumentException("a SHA-256 is 64 hexadecimal digits");
    }
  }

  static TokenHash of(String token) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
      return new TokenHash(HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("each Java has SHA-256", missing);
    }
  }

  boolean matches(TokenHash other) {
    return MessageDigest.isEqual(hex.getBytes(UTF_8), other.hex.getBytes(UTF_8));
  }

  @Override
  public String toString() {
    return "(hash)";
  }
}
