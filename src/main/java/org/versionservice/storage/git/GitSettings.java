package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.URIish;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.remote.RemoteSettings;
import org.versionservice.version.Layout;

/**
 * The location of the repository, how to reach it, and what an answer means.
 *
 * @param directory the directory of clone and lock, kept across restarts
 * @param remote the repository to push to; empty for a local one only
 * @param branch the branch that holds {@code versions.json}
 * @param credentials for HTTP basic authentication
 * @param timeout the bound of each network call
 * @param fetchInterval the time between two fetches of the commits of others
 * @param pushInterval the least time between two pushes; zero for none
 * @param durability what happens before a change is answered
 * @param layout the layout of a repository that is still empty
 * @param keysKeptFor how long an idempotency key is remembered
 * @param ssh files for an SSH remote
 * @param committerEmail the address of this service in commits; authors have the same domain
 */
public record GitSettings(
    Path directory,
    Optional<String> remote,
    String branch,
    Optional<Credentials> credentials,
    Duration timeout,
    Duration fetchInterval,
    Duration pushInterval,
    Durability durability,
    Layout layout,
    Duration keysKeptFor,
    Optional<Ssh> ssh,
    Optional<String> committerEmail) {

  private static final int HIGHEST_PORT = 65_535;
  private static final int NAME_BYTES = 16;

  /** How many pushes, at least, a batch can send one after the other before its deadline. */
  private static final int PUSHES_IN_TIME = 3;

  private static final Set<String> SCHEMES = Set.of("https", "http", "ssh", "file");

  public GitSettings {
    checkedBranch(branch);
    remote.ifPresent(GitSettings::checkedRemote);
  }

  /** Returns a name of the remote and the branch, the same on all their replicas; no secret. */
  public String repositoryName() {
    byte[] text = (remote.orElse("") + '\n' + branch).getBytes(UTF_8);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(hash, 0, NAME_BYTES);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  Optional<RemoteSettings> remoteSettings() {
    return remote.map(
        url ->
            new RemoteSettings(
                url,
                credentials.map(Credentials::login),
                ssh.map(files -> new RemoteSettings.Ssh(files.key(), files.knownHosts())),
                timeout));
  }

  /**
   * Returns a valid name of a branch.
   *
   * @throws IllegalArgumentException if the text is not a name of a branch
   */
  public static String checkedBranch(String name) {
    if (name.startsWith("refs/")) {
      throw new IllegalArgumentException("the branch's own name, as main, without refs/heads/");
    }
    if (!Repository.isValidRefName(Constants.R_HEADS + name)) {
      throw new IllegalArgumentException("not the name of a branch");
    }
    return name;
  }

  /**
   * Returns a valid URL of a remote.
   *
   * @throws IllegalArgumentException if the text is not the URL of a reachable repository, or
   *     contains credentials; the message does not repeat the text
   */
  public static String checkedRemote(String url) {
    URIish parsed = parse(url);
    boolean known =
        parsed.getScheme() == null
            ? parsed.getHost() != null || Path.of(url).isAbsolute()
            : SCHEMES.contains(parsed.getScheme());
    if (!known) {
      throw new IllegalArgumentException("a URL begins with https://, http://, ssh:// or file:");
    }
    if (RemoteSettings.isHttp(url)) {
      checkHttp(url);
    } else if (parsed.getPass() != null) {
      throw new IllegalArgumentException("a password has no place in it; use a key, GIT_SSH_KEY");
    }
    return url;
  }

  /** Returns whether the URL of a remote is an SSH URL, {@code ssh://} or {@code host:path}. */
  public static boolean isSsh(String url) {
    URIish parsed = parse(url);
    return "ssh".equals(parsed.getScheme())
        || (parsed.getScheme() == null && parsed.getHost() != null);
  }

  /**
   * Returns a valid address of a committer.
   *
   * @throws IllegalArgumentException if the text is not an email address
   */
  public static String checkedEmail(String text) {
    if (!text.matches("[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}")) {
      throw new IllegalArgumentException("an address as versions@example.com");
    }
    return text;
  }

  /**
   * Returns a valid interval of pushes. Changes that wait for their push must not wait too long for
   * the one before.
   *
   * @throws IllegalArgumentException if it is longer than a third of the timeout, unless changes do
   *     not wait for their push
   */
  public static Duration checkedPushInterval(
      Duration interval, Duration timeout, Durability durability) {
    Duration longest = timeout.dividedBy(PUSHES_IN_TIME);
    if (durability != Durability.LOCAL && interval.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "at most " + longest + ", a third of GIT_TIMEOUT, unless VERSIONS_DURABILITY is local");
    }
    return interval;
  }

  private static URIish parse(String url) {
    try {
      return new URIish(url);
    } catch (URISyntaxException repeatsTheText) {
      throw new IllegalArgumentException("not the URL of a Git repository");
    }
  }

  private static void checkHttp(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException repeatsTheText) {
      throw new IllegalArgumentException("not a URL: what is special in it has to be encoded");
    }
    if (url.getUserInfo() != null) {
      throw new IllegalArgumentException("credentials belong into GIT_USERNAME and GIT_TOKEN");
    }
    if (url.getHost() == null || url.getPort() > HIGHEST_PORT) {
      throw new IllegalArgumentException("not a URL with the name of a host");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException("the URL of a repository has neither ? nor #");
    }
  }

  /**
   * Files for an SSH remote.
   *
   * @param key the file of the private key, without passphrase
   * @param knownHosts the file of the keys of all trusted hosts
   */
  public record Ssh(Path key, Path knownHosts) {}

  /** A user and a token, which {@link #toString} does not show. */
  public record Credentials(String username, String token) {

    /**
     * Returns a valid user name.
     *
     * @throws IllegalArgumentException if basic authentication cannot send the name
     */
    public static String checkedUsername(String name) {
      if (!name.matches("[^:\\p{Cntrl}]+")) {
        throw new IllegalArgumentException("a name without colon");
      }
      return name;
    }

    private PasswordAuthentication login() {
      return new PasswordAuthentication(username, token.toCharArray());
    }

    @Override
    public String toString() {
      return username + ":***";
    }
  }
}
