package org.versionservice.storage.git;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the repository is, how it is reached, and what an answer means.
 *
 * @param directory where clone and lock are kept across restarts
 * @param remote the repository to push to; empty for a local one only
 * @param branch the branch that holds {@code versions.json}
 * @param credentials for HTTP basic authentication
 * @param timeout bound of each network call
 * @param fetchInterval how often the remote is looked at for what others pushed
 * @param durability what is done before a change is answered
 * @param keysKeptFor how long an idempotency key is remembered
 */
public record GitSettings(
    Path directory,
    Optional<String> remote,
    String branch,
    Optional<Credentials> credentials,
    Duration timeout,
    Duration fetchInterval,
    Durability durability,
    Duration keysKeptFor) {

  /** What is done before a change is answered. */
  public enum Durability {
    /** Pushed; while the remote cannot be reached, stored on disk only. */
    REMOTE_PREFERRED,
    /** Pushed, or not issued. */
    REMOTE,
    /** Stored on disk; pushed in the background. */
    LOCAL
  }

  /** A user and a token, which no text of this class shows. */
  public record Credentials(String username, String token) {

    @Override
    public String toString() {
      return username + ":***";
    }
  }
}
