package org.versionservice.config;

import static org.versionservice.replicas.ReplicaSettings.checkedUrl;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.versionservice.access.AccessSettings;
import org.versionservice.access.TrustedProxies;
import org.versionservice.access.WriteOrigins;
import org.versionservice.api.filter.AllowedOrigins;
import org.versionservice.discovery.GitLabSettings;
import org.versionservice.replicas.ReplicaSettings;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitSettings.Credentials;
import org.versionservice.storage.redis.RedisAddress;
import org.versionservice.storage.redis.RedisSettings;
import org.versionservice.version.Layout;
import org.versionservice.version.SemanticVersion;

/**
 * All settings of the service, validated.
 *
 * @param redis the cache; empty without Redis
 * @param replicas how replicas hand changes to each other; empty if they do not
 * @param initial the version that an unknown app continues from
 * @param discoveryRequired whether an unknown app gets no version while discovery fails
 * @param origins the web pages whose scripts may use the service
 */
public record Settings(
    GitSettings git,
    Optional<RedisSettings> redis,
    Optional<ReplicaSettings> replicas,
    SemanticVersion initial,
    GitLabSettings gitLab,
    boolean discoveryRequired,
    AccessSettings access,
    AllowedOrigins origins) {

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofDays(1);

  /** A change may wait four times as long, and its id is remembered for 15 minutes. */
  private static final Duration LONGEST_WITH_REPLICAS = Duration.ofMinutes(2);

  private static final Duration LONGEST_TTL = Duration.ofDays(366);
  private static final int MAX_PER_SECOND = 1_000_000;

  /**
   * Reads all settings.
   *
   * @param source returns the value of a setting by its name in {@code server-config/README.md};
   *     empty if it is not set
   * @throws InvalidSettingException if a value is invalid
   */
  public static Settings from(Function<String, Optional<String>> source) {
    Reader reader = new Reader(source);
    GitSettings git = git(reader);
    AllowedOrigins origins =
        reader.find("VERSIONS_CORS_ORIGINS", AllowedOrigins::parse).orElse(AllowedOrigins.NONE);
    Optional<RedisSettings> redis = redis(reader);
    return new Settings(
        git,
        redis,
        replicas(reader, git, redis.isPresent()),
        reader.read("VERSIONS_INITIAL", "1.0.0", SemanticVersion::parse),
        new GitLabSettings(
            reader.read(
                "GITLAB_BASE_URL",
                "https://gitlab.com/api/v4",
                url -> GitLabSettings.checkedUrl(ServerUrl.checked(url))),
            reader.find("GITLAB_ACCESS_TOKEN", GitLabSettings::checkedToken),
            git.timeout()),
        reader.read("VERSIONS_DISCOVERY", "required", Settings::discoveryRequired),
        access(reader, git.directory(), origins),
        origins);
  }

  private static GitSettings git(Reader reader) {
    String home = System.getProperty("user.home", ".");
    String username =
        reader.read("GIT_USERNAME", "version-service", GitSettings.Credentials::checkedUsername);
    Optional<String> remote =
        reader.find("GIT_REPO_URL", url -> GitSettings.checkedRemote(ServerUrl.checked(url)));
    Duration timeout = reader.read("GIT_TIMEOUT", "PT30S", text -> duration(text, LONGEST));
    Durability durability =
        reader.read(
            "VERSIONS_DURABILITY",
            "remote-preferred",
            text ->
                constant(Durability.values(), text, "one of remote-preferred, remote and local"));
    return new GitSettings(
        reader.read(
            "VERSIONS_DATA_DIR", Path.of(home, ".version-service").toString(), Settings::path),
        remote,
        reader.read("GIT_BRANCH", "main", GitSettings::checkedBranch),
        reader.find("GIT_TOKEN", token -> new Credentials(username, token)),
        timeout,
        reader.read("GIT_FETCH_INTERVAL", "PT30S", text -> duration(text, LONGEST)),
        reader.read(
            "GIT_PUSH_INTERVAL",
            "PT0S",
            text ->
                GitSettings.checkedPushInterval(
                    duration(text, Duration.ZERO, LONGEST), timeout, durability)),
        durability,
        reader.read(
            "VERSIONS_LAYOUT",
            "single",
            text -> constant(Layout.values(), text, "one of single and project")),
        reader.read("VERSIONS_IDEMPOTENCY_TTL", "P7D", text -> duration(text, LONGEST_TTL)),
        ssh(reader, remote.filter(GitSettings::isSsh).isPresent(), home),
        reader.find("GIT_COMMITTER_EMAIL", GitSettings::checkedEmail));
  }

  /** Checks the files even if the remote does not use SSH. */
  private static Optional<GitSettings.Ssh> ssh(Reader reader, boolean needed, String home) {
    Optional<Path> key = reader.find("GIT_SSH_KEY", Settings::file);
    Optional<Path> hosts = reader.find("GIT_SSH_KNOWN_HOSTS", Settings::file);
    if (needed && key.isEmpty()) {
      throw new InvalidSettingException(
          "GIT_SSH_KEY", "an SSH remote needs the file of a private key");
    }
    Path usual = Path.of(home, ".ssh", "known_hosts");
    if (needed && hosts.isEmpty() && !Files.isReadable(usual)) {
      throw new InvalidSettingException(
          "GIT_SSH_KNOWN_HOSTS",
          "an SSH remote needs a file of known host keys, as ssh-keyscan writes it");
    }
    return key.map(file -> new GitSettings.Ssh(file, hosts.orElse(usual)));
  }

  private static Path file(String text) {
    Path file = path(text);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IllegalArgumentException("a readable file");
    }
    return file;
  }

  /** Checks all settings even without a server. */
  private static Optional<RedisSettings> redis(Reader reader) {
    Optional<RedisAddress> address =
        reader.find("REDIS_URL", url -> RedisAddress.parse(ServerUrl.checked(url)));
    Duration ttl =
        reader.read(
            "REDIS_TTL", "PT24H", text -> duration(text, Duration.ofMinutes(1), LONGEST_TTL));
    Duration timeout =
        reader.read(
            "REDIS_TIMEOUT",
            "PT0.2S",
            text -> duration(text, Duration.ofMillis(10), Duration.ofSeconds(10)));
    int connections = reader.read("REDIS_CONNECTIONS", "4", text -> number(text, 2, 64));
    return address.map(server -> new RedisSettings(server, ttl, timeout, connections));
  }

  /** Replicas that share a lease must not issue versions without the remote. */
  private static Optional<ReplicaSettings> replicas(Reader reader, GitSettings git, boolean redis) {
    String name = "VERSIONS_REPLICA_URL";
    Optional<URI> url = reader.find(name, text -> checkedUrl(ServerUrl.checked(text)));
    Optional<String> key = reader.find("VERSIONS_REPLICA_KEY", ReplicaSettings::checkedKey);
    if (url.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    if (url.isEmpty() || key.isEmpty()) {
      throw new InvalidSettingException(
          url.isEmpty() ? name : "VERSIONS_REPLICA_KEY", "the other one needs it");
    }
    if (!redis || git.remote().isEmpty() || git.durability() != Durability.REMOTE) {
      throw new InvalidSettingException(
          name, "it needs REDIS_URL, GIT_REPO_URL and VERSIONS_DURABILITY=remote");
    }
    if (git.timeout().compareTo(LONGEST_WITH_REPLICAS) > 0) {
      throw new InvalidSettingException(
          "GIT_TIMEOUT", "with VERSIONS_REPLICA_URL it is at most " + LONGEST_WITH_REPLICAS);
    }
    // A change waits for its batch, and the batch for its push.
    Duration timeout = git.timeout().multipliedBy(2).plusSeconds(5);
    return Optional.of(new ReplicaSettings(url.get(), key.get(), git.repositoryName(), timeout));
  }

  private static AccessSettings access(Reader reader, Path data, AllowedOrigins origins) {
    TrustedProxies proxies =
        reader.find("VERSIONS_TRUSTED_PROXIES", TrustedProxies::parse).orElse(TrustedProxies.NONE);
    AccessSettings.Mode mode =
        reader.read(
            "VERSIONS_AUTH",
            "tokens",
            text -> constant(AccessSettings.Mode.values(), text, "one of tokens, jwt and none"));
    return new AccessSettings(
        mode,
        reader.find("VERSIONS_ADMIN_TOKEN", AccessSettings::admin),
        reader.read("VERSIONS_TOKENS_FILE", data.resolve("tokens.json").toString(), Settings::path),
        reader
            .find("VERSIONS_RATE_LIMIT", text -> number(text, 1, MAX_PER_SECOND))
            .map(OptionalInt::of)
            .orElseGet(OptionalInt::empty),
        proxies,
        new WriteOrigins(origins.any(), origins.origins(), proxies),
        mode == AccessSettings.Mode.JWT ? audiences(reader) : Set.of());
  }

  /** Without one of these, the server would silently accept too many tokens, or none. */
  private static Set<String> audiences(Reader reader) {
    String key = "mp.jwt.verify.publickey";
    reader.need("mp.jwt.verify.issuer", reader.find("mp.jwt.verify.issuer", issuer -> issuer));
    reader.need(
        key,
        reader
            .find(key, AccessSettings::publicKey)
            .or(() -> reader.find(key + ".location", location -> location)));
    String audiences = "mp.jwt.verify.audiences";
    return reader.need(audiences, reader.find(audiences, AccessSettings::audiences));
  }

  private static int number(String text, int min, int max) {
    int number = text.matches("\\d{1,7}") ? Integer.parseInt(text) : 0;
    if (number < min || number > max) {
      throw new IllegalArgumentException("a number from " + min + " to " + max);
    }
    return number;
  }

  private static Path path(String text) {
    return Path.of(text).toAbsolutePath().normalize();
  }

  private static Duration duration(String text, Duration longest) {
    return duration(text, SHORTEST, longest);
  }

  private static Duration duration(String text, Duration shortest, Duration longest) {
    Duration duration = Duration.parse(text);
    if (duration.compareTo(shortest) < 0 || duration.compareTo(longest) > 0) {
      throw new IllegalArgumentException("a duration from " + shortest + " to " + longest);
    }
    return duration;
  }

  private static boolean discoveryRequired(String text) {
    return switch (text) {
      case "required" -> true;
      case "optional" -> false;
      default -> throw new IllegalArgumentException("required or optional");
    };
  }

  /** Parses an enum constant from its name in lower case with hyphens. */
  private static <E extends Enum<E>> E constant(E[] values, String text, String expected) {
    return Arrays.stream(values)
        .filter(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(expected));
  }

  /** Reads single settings; an empty text counts as not set. */
  private record Reader(Function<String, Optional<String>> source) {

    <T> T read(String name, String preset, Function<String, T> parser) {
      return find(name, parser).orElseGet(() -> parser.apply(preset));
    }

    <T> T need(String name, Optional<T> value) {
      return value.orElseThrow(
          () -> new InvalidSettingException(name, "VERSIONS_AUTH=jwt requires it"));
    }

    <T> Optional<T> find(String name, Function<String, T> parser) {
      Optional<String> text =
          source.apply(name).map(String::strip).filter(value -> !value.isEmpty());
      try {
        return text.map(parser);
      } catch (IllegalArgumentException | DateTimeException wrong) {
        throw new InvalidSettingException(name, reason(wrong, text.orElseThrow()));
      }
    }

    /** Messages of the JDK repeat the value, which may be a secret. */
    private static String reason(RuntimeException wrong, String text) {
      String message = String.valueOf(wrong.getMessage());
      return message.contains(text) ? "it cannot be read" : message;
    }
  }
}
