package org.versionservice.replicas;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * How replicas hand changes to each other; no text of this class shows the key.
 *
 * @param url this replica, as the others reach it
 * @param key the secret that all replicas share
 * @param repository names the remote and its branch, so that two installations do not mix
 * @param timeout the longest time until a change is answered
 */
public record ReplicaSettings(URI url, String key, String repository, Duration timeout) {

  private static final int MIN_KEY = 32;
  private static final String URL_FORM =
      "the http: or https: URL of this replica alone, as the others reach it, without credentials,"
          + " query and fragment";

  /**
   * Checks a replica's URL.
   *
   * @throws IllegalArgumentException if it cannot be one
   */
  public static URI checkedUrl(String text) {
    try {
      URI url = new URI(text.replaceFirst("/+$", ""));
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (http
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getQuery() == null
          && url.getFragment() == null) {
        return url;
      }
    } catch (URISyntaxException notAUrl) {
      throw new IllegalArgumentException(URL_FORM, notAUrl);
    }
    throw new IllegalArgumentException(URL_FORM);
  }

  /**
   * Checks a key.
   *
   * @throws IllegalArgumentException if it is too short to be a secret
   */
  public static String checkedKey(String text) {
    if (text.length() < MIN_KEY) {
      throw new IllegalArgumentException("at least " + MIN_KEY + " characters");
    }
    return text;
  }

  @Override
  public String toString() {
    return url + " for " + repository;
  }
}
