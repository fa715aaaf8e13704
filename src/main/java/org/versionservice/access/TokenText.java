package org.versionservice.access;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token as clients send it: {@code vs_}, its id and 256 random bits. Secret scanners recognise
 * the prefix; the id is not secret.
 *
 * @param id 12 hexadecimal digits
 * @param secret 43 characters of base64url
 */
record TokenText(String id, String secret) {

  private static final Pattern GRAMMAR = Pattern.compile("vs_([0-9a-f]{12})_([A-Za-z0-9_-]{43})");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{12}");
  private static final int ID_BYTES = 6;
  private static final int SECRET_BYTES = 32;

  static TokenText random(RandomGenerator random) {
    byte[] id = new byte[ID_BYTES];
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(id);
    random.nextBytes(secret);
    return new TokenText(
        HexFormat.of().formatHex(id),
        Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Parses a client's text; empty if it does not have the form of a token. */
  static Optional<TokenText> parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    return matcher.matches()
        ? Optional.of(new TokenText(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  String reveal() {
    return "vs_" + id + '_' + secret;
  }

  TokenHash hash() {
    return TokenHash.of(reveal());
  }

  @Override
  public String toString() {
    return "vs_" + id + "_...";
  }
}
