package org.versionservice.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.RedisProcess;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.storage.redis.RedisAddress;
import org.versionservice.storage.redis.RedisCache;
import org.versionservice.storage.redis.RedisSettings;
import org.versionservice.storage.redis.RedisStorage;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.Layout;
import org.versionservice.version.Principal;
import org.versionservice.version.Request;
import org.versionservice.version.SemanticVersion;
import redis.clients.jedis.Jedis;

/** What somebody commits by hand reaches the cache by the replica that fetches it. */
class EditedCacheTest {

  private static final ApplicationId APP = new ApplicationId("1-a");

  @TempDir Path temporary;
  private RedisProcess server;
  private BareRepository origin;

  @BeforeEach
  void start() {
    server = RedisProcess.start(temporary);
    origin = BareRepository.create(temporary.resolve("origin.git"), "main");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void editThatKeepsTheRevision_isReadByAReplicaThatDidNotFetch() {
    try (Node fetching = new Node("fetching")) {
      fetching.set("1.0.1");
      try (Node reading = new Node("reading")) {
        String file = origin.read("main", "versions.json");
        edit(fetching, file.replaceFirst("1\\.0\\.1", "1.5.0"));
        await("raised", () -> reading.current().equals(Optional.of("1.5.0")));
        edit(fetching, file.replaceFirst("\"last_up", "\"repo_name\": \"r\",\n      \"last_up"));
        await("described", () -> reading.find().flatMap(ApplicationVersion::repoName).isPresent());
        assertThat(reading.current()).hasValue("1.0.1");
      }
    }
  }

  @Test
  void appRemovedByHand_leavesTheCache() {
    try (Node fetching = new Node("fetching");
        Jedis redis = server.connect()) {
      fetching.set("1.0.1");
      fetching.cache.write(fetching.versions.truth().orElseThrow());
      await("known", () -> redis.sismember("versions:all", APP.value()));
      try (Node reading = new Node("reading")) {
        edit(fetching, "{\"versions\": {}}\n");
        await("gone", () -> !redis.sismember("versions:all", APP.value()));
        await("not read", () -> reading.find().isEmpty());
      }
    }
  }

  private void edit(Node fetching, String text) {
    origin.commit("main", "versions.json", text);
    fetching.storage.synchronise();
  }

  private static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await(what).atMost(Duration.ofSeconds(30)).until(condition);
  }

  /** A replica with all but its container. */
  private final class Node implements AutoCloseable {
    private final GitStorage storage;
    private final CacheOverlay versions;
    private final RedisStorage redis;
    private final RedisCache cache;

    Node(String name) {
      storage =
          GitStorage.open(
              new GitSettings(
                  temporary.resolve(name),
                  Optional.of(origin.directory().toUri().toString()),
                  "main",
                  Optional.empty(),
                  Duration.ofSeconds(20),
                  Duration.ofSeconds(30),
                  Duration.ZERO,
                  Durability.REMOTE,
                  Layout.SINGLE,
                  Duration.ofDays(7),
                  Optional.empty(),
                  Optional.empty()),
              Clock.systemUTC(),
              new Random());
      storage.synchronise();
      versions = new CacheOverlay(new RepositoryState(storage, Durability.REMOTE));
      RedisSettings settings =
          new RedisSettings(
              RedisAddress.parse(server.url()), Duration.ofHours(1), Duration.ofMillis(500), 4);
      redis = RedisStorage.open(settings);
      cache = new RedisCache(redis, settings, versions, new Random());
      storage.onEdit(() -> versions.truth().ifPresentOrElse(cache::write, cache::writeEverything));
      cache.start(
          work -> {
            Thread thread = new Thread(work, "cache of " + name);
            thread.setDaemon(true);
            return thread;
          });
      await("of use", () -> cache.failureReason().isEmpty());
    }

    void set(String version) {
      storage.write(
          List.of(
              new Change.SetVersion(
                  APP,
                  SemanticVersion.parse(version),
                  false,
                  new Request(
                      ChangeId.random(new Random()),
                      Principal.ANONYMOUS,
                      Optional.empty(),
                      Optional.empty()))));
    }

    Optional<ApplicationVersion> find() {
      cache.refresh(APP);
      return versions.find(APP);
    }

    Optional<String> current() {
      return find().map(entry -> entry.current().toString());
    }

    @Override
    public void close() {
      cache.close();
      redis.close();
      storage.close();
    }
  }
}
