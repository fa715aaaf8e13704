package org.versionservice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versionservice.replicas.ReplicaSettings;

/** Tests that replicas share a lease only with all that it needs. */
class ReplicaSettingsTest {

  private static final Map<String, String> REPLICAS =
      Map.of(
          "VERSIONS_REPLICA_URL",
          "http://versions-1:8080/",
          "VERSIONS_REPLICA_KEY",
          "s3cret-of-exactly-32-characters-",
          "REDIS_URL",
          "redis://cache",
          "GIT_REPO_URL",
          "https://git.example.com/versions.git",
          "VERSIONS_DURABILITY",
          "remote");

  private static final Duration TWO_WAITS = Duration.ofSeconds(60);

  @Test
  void from_all_hasThem_andDoesNotShowTheKey() {
    Settings settings = read(REPLICAS);
    ReplicaSettings replicas = settings.replicas().orElseThrow();
    assertThat(replicas.url()).hasToString("http://versions-1:8080");
    assertThat(replicas.key()).isEqualTo(REPLICAS.get("VERSIONS_REPLICA_KEY"));
    assertThat(replicas.timeout()).as("two waits of GIT_TIMEOUT").isGreaterThan(TWO_WAITS);
    assertThat(settings.toString()).contains("versions-1:8080").doesNotContain("s3cret");
    assertThat(read(Map.of()).replicas()).isEmpty();
  }

  @Test
  void repository_isNamedByRemoteAndBranch() {
    Set<String> names = new HashSet<>();
    for (String remote :
        List.of("https://git.example.com/a.git", "https://git.example.com/b.git")) {
      for (String branch : List.of("main", "next")) {
        Map<String, String> values = new HashMap<>(REPLICAS);
        values.putAll(Map.of("GIT_REPO_URL", remote, "GIT_BRANCH", branch));
        names.add(read(values).replicas().orElseThrow().repository());
        values.put("VERSIONS_REPLICA_URL", "http://versions-2:8080");
        names.add(read(values).replicas().orElseThrow().repository());
      }
    }
    assertThat(names).hasSize(4).allMatch(name -> name.matches("[0-9a-f]{32}"));
  }

  @ParameterizedTest
  @CsvSource({
    "VERSIONS_REPLICA_URL, , VERSIONS_REPLICA_URL",
    "VERSIONS_REPLICA_KEY, , VERSIONS_REPLICA_KEY",
    "REDIS_URL, , VERSIONS_REPLICA_URL",
    "GIT_REPO_URL, , VERSIONS_REPLICA_URL",
    "VERSIONS_DURABILITY, , VERSIONS_REPLICA_URL",
    "VERSIONS_DURABILITY, remote-preferred, VERSIONS_REPLICA_URL",
    "VERSIONS_DURABILITY, local, VERSIONS_REPLICA_URL",
    "GIT_TIMEOUT, PT2M1S, GIT_TIMEOUT",
  })
  void from_oneThatDoesNotFit_isRefused(String changed, @Nullable String to, String named) {
    Map<String, String> values = new HashMap<>(REPLICAS);
    if (to == null) {
      values.remove(changed);
    } else {
      values.put(changed, to);
    }
    assertThatThrownBy(() -> read(values))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("setting " + named + " is wrong: ")
        .hasMessageNotContaining("s3cret");
  }

  private static Settings read(Map<String, String> values) {
    return Settings.from(name -> Optional.ofNullable(values.get(name)));
  }
}
