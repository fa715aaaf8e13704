package org.versionservice.storage.git.remote;

import java.net.PasswordAuthentication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a remote is reached.
 *
 * @param url without credentials
 * @param login for HTTP basic authentication
 * @param ssh for a URL of SSH
 * @param timeout bound of each network call
 */
public record RemoteSettings(
    String url, Optional<PasswordAuthentication> login, Optional<Ssh> ssh, Duration timeout) {

  /**
   * Files for SSH.
   *
   * @param key the private key, without passphrase
   * @param knownHosts the keys of all hosts that are trusted
   */
  public record Ssh(Path key, Path knownHosts) {}

  /** These settings with a time-out that is no longer than the given one. */
  RemoteSettings withTimeoutAtMost(Duration bound) {
    return timeout.compareTo(bound) < 0 ? this : new RemoteSettings(url, login, ssh, bound);
  }

  /** Returns whether a URL is one of HTTP, encrypted or not. */
  public static boolean isHttp(String url) {
    return url.startsWith("http://") || url.startsWith("https://");
  }
}
