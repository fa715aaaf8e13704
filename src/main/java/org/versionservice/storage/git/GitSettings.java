package org.versionservice.storage.git;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.URIish;

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

  private static final Set<String> SCHEMES = Set.of("https", "http", "ssh", "file");

  public GitSettings {
    checkBranch(branch);
    remote.ifPresent(GitSettings::checkRemote);
  }

  /** These settings with another bound of each network call. */
  GitSettings withTimeout(Duration bound) {
    return new GitSettings(
        directory, remote, branch, credentials, bound, fetchInterval, durability, keysKeptFor);
  }

  /**
   * Checks the name of a branch.
   *
   * @throws IllegalArgumentException if the text is not the name of a branch
   */
  public static void checkBranch(String name) {
    if (!Repository.isValidRefName(Constants.R_HEADS + name)) {
      throw new IllegalArgumentException("not the name of a branch");
    }
  }

  /**
   * Checks the URL of a remote.
   *
   * @throws IllegalArgumentException if the text is not the URL of a repository that JGit can reach
   */
  public static void checkRemote(String url) {
    try {
      URIish parsed = new URIish(url);
      boolean known =
          parsed.getScheme() == null
              ? parsed.getHost() != null || Path.of(url).isAbsolute()
              : SCHEMES.contains(parsed.getScheme());
      if (!known) {
        throw new IllegalArgumentException("a URL begins with https://, http://, ssh:// or file:");
      }
    } catch (URISyntaxException wrong) {
      throw new IllegalArgumentException("not the URL of a Git repository", wrong);
    }
  }

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
