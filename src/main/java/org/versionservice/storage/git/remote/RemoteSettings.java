package org.versionservice.storage.git.remote;

import java.net.PasswordAuthentication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The URL of a remote, without credentials, how to log in, and the bound of each network call. */
public record RemoteSettings(
    String url, Optional<PasswordAuthentication> login, Optional<Ssh> ssh, Duration timeout) {

  /** The files of the private key, without passphrase, and of the keys of all trusted hosts. */
  public record Ssh(Path key, Path knownHosts) {}

  RemoteSettings withTimeoutAtMost(Duration bound) {
    return timeout.compareTo(bound) < 0 ? this : new RemoteSettings(url, login, ssh, bound);
  }

  public static boolean isHttp(String url) {
    return url.startsWith("http://") || url.startsWith("https://");
  }
}
