package org.versionservice.storage.git.remote;

import java.net.URI;
import java.util.Locale;

/**
 * The scheme, host and port of a URL, which decide who gets the credentials.
 *
 * @param port the port, also if the URL omits it
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6454#section-4">RFC 6454 §4</a>
 */
record Origin(String scheme, String host, int port) {

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  static Origin of(URI url) {
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    int preset = scheme.equals("https") ? HTTPS : HTTP;
    return new Origin(
        scheme, url.getHost().toLowerCase(Locale.ROOT), url.getPort() < 0 ? preset : url.getPort());
  }

  /**
   * Returns whether credentials for this origin may be sent to another one: to the same, or from
   * {@code http} to {@code https} on the same host if both ports are the standard ones.
   */
  boolean trusts(Origin other) {
    Origin encrypted = new Origin("https", host, HTTPS);
    return equals(other) || (scheme.equals("http") && port == HTTP && encrypted.equals(other));
  }

  @Override
  public String toString() {
    return scheme + "://" + host + ":" + port;
  }
}
