package org.versionservice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.access.AccessSettings;
import org.versionservice.access.TrustedProxies;
import org.versionservice.access.WriteOrigins;
import org.versionservice.api.filter.AllowedOrigins;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.redis.RedisAddress;
import org.versionservice.storage.redis.RedisSettings;

/** Tests the documented defaults, and that errors name the invalid setting. */
class SettingsTest {

  private static final Map<String, String> JWT =
      Map.of(
          "VERSIONS_AUTH",
          "jwt",
          "mp.jwt.verify.issuer",
          "https://sso.example.com",
          "mp.jwt.verify.publickey",
          "{\"keys\":[]}",
          "mp.jwt.verify.audiences",
          "versions, ci");

  @TempDir Path temporary;

  @Test
  void from_nothing_hasThePresets() {
    Settings settings = read(Map.of());
    GitSettings git = settings.git();
    assertThat(settings.initial()).hasToString("1.0.0");
    assertThat(git.directory())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".version-service"));
    assertThat(git.remote()).isEmpty();
    assertThat(git.branch()).isEqualTo("main");
    assertThat(git.credentials()).isEmpty();
    assertThat(git.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(git.fetchInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(git.pushInterval()).isZero();
    assertThat(git.durability()).isEqualTo(Durability.REMOTE_PREFERRED);
    assertThat(git.keysKeptFor()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.origins()).isEqualTo(AllowedOrigins.NONE);
    assertThat(settings.gitLab().baseUrl()).hasToString("https://gitlab.com/api/v4");
    assertThat(settings.gitLab().token()).isEmpty();
    assertThat(settings.discoveryRequired()).isTrue();
    assertThat(settings.access())
        .isEqualTo(
            new AccessSettings(
                AccessSettings.Mode.TOKENS,
                Optional.empty(),
                git.directory().resolve("tokens.json"),
                OptionalInt.empty(),
                TrustedProxies.NONE,
                new WriteOrigins(false, Set.of(), TrustedProxies.NONE),
                Set.of()));
  }

  @Test
  void from_all_hasThem() {
    Settings settings =
        read(
            Map.of(
                "GIT_REPO_URL", "https://git.example.com/team/versions.git",
                "GIT_BRANCH", "release/versions",
                "GIT_USERNAME", "ci",
                "GIT_TOKEN", "s3cret",
                "GIT_TIMEOUT", "PT5S",
                "GIT_FETCH_INTERVAL", "PT1M",
                "VERSIONS_DATA_DIR", "/var/lib/versions",
                "VERSIONS_DURABILITY", "remote",
                "VERSIONS_INITIAL", "0.1.0",
                "VERSIONS_IDEMPOTENCY_TTL", "P1D"));
    GitSettings git = settings.git();
    assertThat(settings.initial()).hasToString("0.1.0");
    assertThat(git.directory()).isEqualTo(Path.of("/var/lib/versions"));
    assertThat(git.remote()).hasValue("https://git.example.com/team/versions.git");
    assertThat(git.branch()).isEqualTo("release/versions");
    assertThat(git.credentials()).hasValue(new GitSettings.Credentials("ci", "s3cret"));
    assertThat(git.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(git.fetchInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(git.durability()).isEqualTo(Durability.REMOTE);
    assertThat(git.keysKeptFor()).isEqualTo(Duration.ofDays(1));
    assertThat(settings.toString()).doesNotContain("s3cret");
  }

  @Test
  void from_origins_areTold() {
    assertThat(read(Map.of("VERSIONS_CORS_ORIGINS", "*")).origins().any()).isTrue();
    assertThat(
            read(Map.of("VERSIONS_CORS_ORIGINS", "HTTPS://A.example, http://localhost:3000"))
                .origins())
        .isEqualTo(new AllowedOrigins(false, Set.of("https://a.example", "http://localhost:3000")));
  }

  @Test
  void from_redisUrl_hasThePresetsOfItsFriends() {
    assertThat(read(Map.of()).redis()).isEmpty();
    assertThat(read(Map.of("REDIS_URL", "redis://cache")).redis())
        .hasValue(
            new RedisSettings(
                RedisAddress.parse("redis://cache"),
                Duration.ofHours(24),
                Duration.ofMillis(200),
                4));
  }

  @Test
  void from_allOfRedis_hasThem_andDoesNotShowThePassword() {
    Settings settings =
        read(
            Map.of(
                "REDIS_URL", "rediss://ci:s3cret@cache:6380/1",
                "REDIS_TTL", "PT1H",
                "REDIS_TIMEOUT", "PT0.05S",
                "REDIS_CONNECTIONS", "8"));
    assertThat(settings.redis())
        .hasValue(
            new RedisSettings(
                RedisAddress.parse("rediss://ci:s3cret@cache:6380/1"),
                Duration.ofHours(1),
                Duration.ofMillis(50),
                8));
    assertThat(settings.toString()).contains("rediss://cache:6380/1").doesNotContain("s3cret");
  }

  @Test
  void from_discovery_isTold() {
    Settings settings =
        read(
            Map.of(
                "GITLAB_BASE_URL", "https://git.example.com/api/v4",
                "GITLAB_ACCESS_TOKEN", "s3cret",
                "VERSIONS_DISCOVERY", "optional"));
    assertThat(settings.gitLab().baseUrl()).hasToString("https://git.example.com/api/v4");
    assertThat(settings.gitLab().token()).hasValue("s3cret");
    assertThat(settings.discoveryRequired()).isFalse();
    assertThat(settings.toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mp.jwt.verify.issuer", "mp.jwt.verify.publickey", "mp.jwt.verify.audiences"})
  void from_signedTokens_needsWhatVerifiesThem(String missing) {
    Map<String, String> values = new HashMap<>(JWT);
    assertThat(read(values).access().audiences()).containsExactlyInAnyOrder("versions", "ci");
    values.remove(missing);
    assertThatThrownBy(() -> read(values))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining(missing);
  }

  @Test
  void from_signedTokens_takesTheKeysPlace_andNoKeyThatIsNone() {
    Map<String, String> values = new HashMap<>(JWT);
    for (String wrong : List.of("s3cret", "bm90IGEga2V5")) {
      values.put("mp.jwt.verify.publickey", wrong);
      assertThatThrownBy(() -> read(values))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContaining("mp.jwt.verify.publickey")
          .hasMessageNotContaining(wrong);
    }
    values.remove("mp.jwt.verify.publickey");
    values.put("mp.jwt.verify.publickey.location", "https://sso.example.com/jwks");
    assertThat(read(values).access().mode()).isEqualTo(AccessSettings.Mode.JWT);
    values.put("mp.jwt.verify.audiences", "versions,");
    assertThatThrownBy(() -> read(values)).hasMessageContaining("mp.jwt.verify.audiences");
  }

  @Test
  void from_emptyText_isNotSet() {
    assertThat(read(Map.of("GIT_REPO_URL", "", "GIT_BRANCH", " ")).git().remote()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GIT_REPO_URL, ftp://example.com/x.git",
    "GIT_REPO_URL, not a url",
    "GIT_REPO_URL, https://ci:s3cret@example.com/x.git",
    "GIT_REPO_URL, http://bob:p@s3cr3t-s3cret@host/x.git",
    "GIT_REPO_URL, https://ci:s3cret^word@host/x",
    "GIT_REPO_URL, https://ci:s3cret/word@host/x",
    "GIT_REPO_URL, https://ci:s3cret@git_server/x.git",
    "GIT_REPO_URL, https://git_server/s3cret.git",
    "GIT_REPO_URL, https://host:99999/s3cret.git",
    "GIT_REPO_URL, https://host/x.git?private_token=s3cret",
    "GIT_REPO_URL, 'https://host/s3cret x.git'",
    "GIT_REPO_URL, https://host/s3cret%x.git",
    "GIT_REPO_URL, https://s3cret@host/x.git",
    "GIT_REPO_URL, ssh://git:s3cret@host/x.git",
    "GIT_REPO_URL, git:s3cret@host:x.git",
    "GIT_REPO_URL, 'ssh://git:s3cret^ @host/x.git'",
    "GIT_REPO_URL, HTTPS://ci:s3cret@host/x",
    "GIT_USERNAME, ci:s3cret",
    "GIT_SSH_KEY, /s3cret/key",
    "GIT_SSH_KNOWN_HOSTS, /",
    "GIT_COMMITTER_EMAIL, s3cret",
    "GIT_COMMITTER_EMAIL, 'a <s3cret@example.com>'",
    "GIT_BRANCH, refs/heads/main",
    "GIT_BRANCH, refs/main",
    "GIT_BRANCH, a..b",
    "GIT_BRANCH, /main",
    "GIT_TIMEOUT, 30",
    "GIT_TIMEOUT, PT0S",
    "GIT_TIMEOUT, -PT5S",
    "GIT_FETCH_INTERVAL, P2D",
    "GIT_PUSH_INTERVAL, 1",
    "GIT_PUSH_INTERVAL, -PT1S",
    "GIT_PUSH_INTERVAL, PT11S",
    "VERSIONS_DURABILITY, REMOTE",
    "VERSIONS_DURABILITY, both",
    "VERSIONS_INITIAL, 1.0",
    "VERSIONS_IDEMPOTENCY_TTL, forever",
    "VERSIONS_DISCOVERY, REQUIRED",
    "VERSIONS_DISCOVERY, off",
    "GITLAB_BASE_URL, gitlab.example.com",
    "GITLAB_BASE_URL, ftp://gitlab.example.com",
    "GITLAB_BASE_URL, https://ci:s3cret@gitlab.example.com/api/v4",
    "GITLAB_BASE_URL, https://gitlab.example.com/api/v4?private_token=s3cret",
    "GITLAB_BASE_URL, 'https://gitlab.example.com/s3cret x'",
    "GITLAB_BASE_URL, https://git_lab/api/s3cret",
    "GITLAB_BASE_URL, https://ci:s3cret^word@host/api/v4",
    "GITLAB_BASE_URL, https://ci:p@s3cret@host/api/v4",
    "GITLAB_ACCESS_TOKEN, 's3cretä'",
    "GITLAB_ACCESS_TOKEN, 's3cret word'",
    "VERSIONS_DATA_DIR, '/s3cret\u0000'",
    "REDIS_URL, redis://my_cache/s3cret",
    "REDIS_URL, redis://ci:s3cret^@cache",
    "REDIS_URL, redis://ci:p@s3cret@cache",
    "REDIS_URL, redis://ci:s3cret/1@cache",
    "VERSIONS_CORS_ORIGINS, ci.example.com",
    "VERSIONS_CORS_ORIGINS, https://ci.example.com/",
    "VERSIONS_CORS_ORIGINS, https://ci:s3cret@example.com",
    "VERSIONS_CORS_ORIGINS, 'https://ci.example.com,'",
    "VERSIONS_CORS_ORIGINS, 'https://ci.example.com, *'",
    "REDIS_URL, http://ci:s3cret@cache",
    "REDIS_URL, redis://ci:s3cret word@cache",
    "REDIS_TTL, PT1S",
    "REDIS_TIMEOUT, PT0.001S",
    "REDIS_TIMEOUT, PT1M",
    "REDIS_CONNECTIONS, 1",
    "REDIS_CONNECTIONS, many",
    "VERSIONS_REPLICA_URL, replica:8080",
    "VERSIONS_REPLICA_URL, ftp://replica/s3cret",
    "VERSIONS_REPLICA_URL, https://ci:s3cret@replica:8080",
    "VERSIONS_REPLICA_URL, https://s3cret@replica",
    "VERSIONS_REPLICA_URL, https://replica?key=s3cret",
    "VERSIONS_REPLICA_URL, https://replica?",
    "VERSIONS_REPLICA_URL, https://replica/#s3cret",
    "VERSIONS_REPLICA_URL, 'https://replica/s3cret x'",
    "VERSIONS_REPLICA_URL, http://replica_s3cret:8080",
    "VERSIONS_REPLICA_KEY, s3cret",
    "VERSIONS_REPLICA_KEY, s3cret-of-just-31-characters-xx",
    "VERSIONS_AUTH, basic",
    "VERSIONS_ADMIN_TOKEN, s3cret",
    "VERSIONS_ADMIN_TOKEN, 's3cret s3cret s3cret s3cret s3cret s3cret'",
    "VERSIONS_TRUSTED_PROXIES, proxy.example.com",
    "VERSIONS_TRUSTED_PROXIES, 10.0.0.0/33",
    "VERSIONS_TRUSTED_PROXIES, 10.0.0.256",
    "VERSIONS_TRUSTED_PROXIES, '10.0.0.0/8,'",
    "VERSIONS_TRUSTED_PROXIES, fe80::/129",
    "VERSIONS_RATE_LIMIT, 0",
    "VERSIONS_RATE_LIMIT, 1.5",
    "VERSIONS_RATE_LIMIT, 10000000",
  })
  void from_wrongValue_namesTheSettingAndNotTheValue(String name, String value) {
    assertThatThrownBy(() -> read(Map.of(name, value)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("setting " + name + " is wrong: ")
        .hasMessageNotContaining("s3cret")
        .hasMessageNotContaining("s3cr3t")
        .hasNoCause();
  }

  @ParameterizedTest
  @CsvSource({
    "GIT_REPO_URL, https://git_server/x.git, underscore",
    "GITLAB_BASE_URL, http://git_lab:8080/api/v4, underscore",
    "REDIS_URL, redis://:password@my_cache:6379, underscore",
    "VERSIONS_REPLICA_URL, http://replica_1:8080, underscore",
    "GIT_REPO_URL, https://ci:s3cret^word@host/x, as %40 for @",
    "GITLAB_BASE_URL, https://ci:p@s3cret@host/api/v4, as %40 for @",
    "REDIS_URL, redis://ci:p@s3cret@cache, as %40 for @",
    "GIT_REPO_URL, https://ci:s3cret/word@host/x, as %2F for a slash",
    "REDIS_URL, redis://ci:s3cret/1@cache, as %2F for a slash",
  })
  void from_urlThatCannotBe_saysWhatIsWrongWithIt(String name, String value, String reason) {
    assertThatThrownBy(() -> read(Map.of(name, value))).hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://git.example.com:8443/team/versions.git",
        "http://[::1]:3000/versions",
        "ssh://git@git.example.com:2222/team/versions.git",
        "git@git_server:team/versions.git",
        "file:///srv/git repositories/versions.git",
        "/srv/git/versions.git"
      })
  void from_repository_isTakenAsItIs(String url) throws IOException {
    String file = Files.createFile(temporary.resolve("file")).toString();
    Map<String, String> values =
        Map.of("GIT_REPO_URL", url, "GIT_SSH_KEY", file, "GIT_SSH_KNOWN_HOSTS", file);
    assertThat(read(values).git().remote()).hasValue(url);
    assertThat(read(values).git().ssh())
        .hasValue(new GitSettings.Ssh(Path.of(file), Path.of(file)));
  }

  @ParameterizedTest
  @CsvSource({
    "remote, PT30S, PT10S, true",
    "remote, PT30S, PT11S, false",
    "remote-preferred, PT30S, PT11S, false",
    "remote-preferred, PT33S, PT11S, true",
    "remote, PT0.1S, PT0S, true",
    "local, PT30S, PT11S, true",
    "local, PT30S, P1D, true",
    "local, PT30S, PT24H1S, false",
  })
  void from_pushInterval_isAtMostAThirdOfTheTimeoutExceptInLocal(
      String durability, String timeout, String interval, boolean allowed) {
    Map<String, String> values =
        Map.of(
            "VERSIONS_DURABILITY", durability,
            "GIT_TIMEOUT", timeout,
            "GIT_PUSH_INTERVAL", interval);
    if (allowed) {
      assertThat(read(values).git().pushInterval()).isEqualTo(Duration.parse(interval));
    } else {
      assertThatThrownBy(() -> read(values))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageStartingWith("setting GIT_PUSH_INTERVAL is wrong: ");
    }
  }

  @Test
  void from_sshWithoutKey_isRefused() {
    assertThatThrownBy(() -> read(Map.of("GIT_REPO_URL", "git@git.example.com:versions.git")))
        .hasMessageStartingWith("setting GIT_SSH_KEY is wrong: ");
  }

  private static Settings read(Map<String, String> values) {
    return Settings.from(name -> Optional.ofNullable(values.get(name)));
  }
}
