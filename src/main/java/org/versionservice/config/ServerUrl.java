package org.versionservice.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks what is alike in the URLs of all servers. They may hold a password, so no message repeats
 * any part of them.
 */
final class ServerUrl {

  private static final Pattern URL =
      Pattern.compile("(?i)(https?|rediss?)://([^/?#]*)(.*)", Pattern.DOTALL);

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]");
  private static final Pattern PORT = Pattern.compile("(:\\d{0,5})?");

  private ServerUrl() {}

  /**
   * The text, if there is nothing wrong with it as far as it is a URL of HTTP or Redis.
   *
   * @throws IllegalArgumentException if there is; its message does not repeat the text
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
          "what is special in a user or password has to be encoded, as %40 for @");
    }
    String server = authority.substring(user + 1);
    Matcher host = HOST.matcher(server);
    if (!host.lookingAt() || !PORT.matcher(server.substring(host.end())).matches()) {
      throw new IllegalArgumentException(
          "behind :// a host name and perhaps a port are expected; what is special in a password"
              + " has to be encoded, as %2F for a slash");
    }
    if (host.group().contains("_")) {
      throw new IllegalArgumentException(
          "no host name may have an underscore (RFC 1123): give the server another name, or use its"
              + " address");
    }
    return text;
  }
}
