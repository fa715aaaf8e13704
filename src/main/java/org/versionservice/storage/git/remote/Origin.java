package org.versionservice.storage.git.remote;

import java.net.URI;
import java.util.Locale;

/**
 * Scheme, host and port of a URL: who gets the credentials.
 *
 * @param port as connected to, also where the URL leaves it out
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6454#section-4">RFC 6454 §4</a>
 */
record Origin(String scheme, String host, int port) {

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** The origin of an absolute HTTP(S) URL that has a host. */
  static Origin of(URI url) {
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    int preset = scheme.equals("https") ? HTTPS : HTTP;
    return new Origin(
        scheme, url.getHost().toLowerCase(Locale.ROOT), url.getPort() < 0 ? preset : url.getPort());
  }

  /**
   * Returns whether what was meant for this origin may be sent to another one: the same, or the
   * encrypted one of the same host where both have their usual ports.
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
