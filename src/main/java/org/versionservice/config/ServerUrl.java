package org.versionservice.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the common parts of server URLs. They may contain a password, so no message repeats any
 * part of them.
 */
final class ServerUrl {

  private static final Pattern URL =
      Pattern.compile("(?i)(https?|rediss?)://([^/?#]*)(.*)", Pattern.DOTALL);

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]");
  private static final Pattern PORT = Pattern.compile("(:\\d{0,5})?");

  private ServerUrl() {}

  /**
   * Returns the text if it is a valid URL, or not a URL of HTTP or Redis.
   *
   * @throws IllegalArgumentException if it is an invalid one; the message does not repeat the text
   */
  static String checked(String text) {
    Matcher url = URL.matcher(text);
    if (!url.matches()) {
      return text;
    }
    String authority = url.group(2);
    int user = authority.lastIndexOf('@');
    if (user >= 0
        && authority.substring(0, user).matches("(?s).*[^A-Za-z0-9._~!$&'()*+,;=:%-].*")) {
      throw new IllegalArgumentException(
          "special characters in a user or password must be encoded, such as %40 for @");
    }
    String server = authority.substring(user + 1);
    Matcher host = HOST.matcher(server);
    if (!host.lookingAt() || !PORT.matcher(server.substring(host.end())).matches()) {
      throw new IllegalArgumentException(
          "after :// a host name and an optional port are expected; special characters in a"
              + " password must be encoded, such as %2F for a slash");
    }
    if (host.group().contains("_")) {
      throw new IllegalArgumentException(
          "a host name must not contain an underscore (RFC 1123): use another name of the server,"
              + " or its address");
    }
    return text;
  }
}
