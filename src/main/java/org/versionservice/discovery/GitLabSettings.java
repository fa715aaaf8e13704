package org.versionservice.discovery;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of discovery from GitLab.
 *
 * @param baseUrl the URL of GitLab's REST API, such as {@code https://gitlab.com/api/v4}
 * @param token a token that may read repositories; without one there is no discovery
 * @param timeout the maximum time of one look-up
 */
public record GitLabSettings(URI baseUrl, Optional<String> token, Duration timeout) {

  /**
   * Checks the URL of an API.
   *
   * @throws IllegalArgumentException if it is not a plain HTTP URL; the message does not repeat it
   */
  public static URI checkedUrl(String text) {
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException repeatsTheText) {
      throw new IllegalArgumentException("an http: or https: URL is expected");
    }
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null) {
      throw new IllegalArgumentException(
          "an http: or https: URL is expected, without a user and a query");
    }
    return url;
  }

  /**
   * Checks a token.
   *
   * @throws IllegalArgumentException if it is not valid in a header; the message does not repeat it
   */
  public static String checkedToken(String text) {
    if (!text.matches("[\\x21-\\x7e]+")) {
      throw new IllegalArgumentException("visible ASCII characters");
    }
    return text;
  }

  @Override
  public String toString() {
    return "GitLabSettings[baseUrl="
        + baseUrl
        + ", token="
        + token.map(hidden -> "...")
        + ", timeout="
        + timeout
        + ']';
  }
}
