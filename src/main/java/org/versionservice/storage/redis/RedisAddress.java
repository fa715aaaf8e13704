package org.versionservice.storage.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a Redis server and the login; no text of this class shows the password.
 *
 * @param host a name or an IP address
 * @param port from 1 to 65535
 * @param encrypted whether to use TLS and verify that the certificate is the host's
 * @param user the user of an access control list; empty for the default one
 * @param password empty if the server requires none
 * @param database the number of the database, at least 0
 */
public record RedisAddress(
    String host,
    int port,
    boolean encrypted,
    Optional<String> user,
    Optional<String> password,
    int database) {

  private static final int DEFAULT_PORT = 6379;
  private static final Pattern PATH = Pattern.compile("/?|/(\\d{1,5})");
  private static final String FORM =
      "redis://user:password@host:port/database, or rediss:// for TLS; encode special characters"
          + " in the password, such as %23 for #";

  /**
   * Parses a URL such as {@code redis://user:password@host:6379/0}. Only the host is required; a
   * password without a user is {@code redis://:password@host}.
   *
   * @throws IllegalArgumentException if the text is not such a URL; the message does not repeat it
   */
  public static RedisAddress parse(String text) {
    URI url = url(text);
    boolean encrypted = "rediss".equals(url.getScheme());
    Matcher path = PATH.matcher(String.valueOf(url.getPath()));
    boolean valid =
        (encrypted || "redis".equals(url.getScheme()))
            && url.getHost() != null
            && url.getPort() != 0
            && url.getPort() <= 65_535
            && path.matches()
            && url.getQuery() == null
            && url.getFragment() == null;
    if (!valid) {
      throw new IllegalArgumentException(FORM);
    }
    String[] login = String.valueOf(url.getUserInfo()).split(":", 2);
    if (url.getUserInfo() != null && login.length < 2) {
      throw new IllegalArgumentException(FORM);
    }
    boolean loggedIn = url.getUserInfo() != null;
    return new RedisAddress(
        url.getHost(),
        url.getPort() < 0 ? DEFAULT_PORT : url.getPort(),
        encrypted,
        loggedIn ? Optional.of(login[0]).filter(user -> !user.isEmpty()) : Optional.empty(),
        loggedIn ? Optional.of(login[1]) : Optional.empty(),
        path.group(1) == null ? 0 : Integer.parseInt(path.group(1)));
  }

  private static URI url(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException repeatsTheText) {
      throw new IllegalArgumentException(FORM);
    }
  }

  @Override
  public String toString() {
    return (encrypted ? "rediss://" : "redis://") + host + ":" + port + "/" + database;
  }
}
