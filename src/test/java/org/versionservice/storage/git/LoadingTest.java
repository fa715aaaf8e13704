package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.storage.Durability;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.StorageHealth;
import org.versionservice.version.Outcome;

/** A store is loaded when it has all commits, and answers no read before. */
class LoadingTest {

  private static final int APPS = 200;
  private static final int LARGE = 40_000;

  @TempDir Path temporary;

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private GitHttpServer server;

  @BeforeEach
  void startRemote() {
    server = GitHttpServer.start(temporary);
    server.create("versions", "main");
    try (GitStorage other = Stores.open(settings("other"))) {
      other.write(Stores.patches("1-app", APPS));
    }
  }

  @AfterEach
  void stop() {
    thread.shutdownNow();
    server.close();
  }

  @Test
  void isLoaded_ofAFreshReplica_onlyWithAllThatTheRemoteHas() {
    try (GitStorage storage = opened("fresh")) {
      CompletableFuture<Void> load = CompletableFuture.runAsync(storage::synchronise, thread);
      while (!storage.isLoaded()) {
        assertThat(load).isNotCompletedExceptionally();
        Thread.onSpinWait();
      }
      assertThat(storage.list()).hasSize(APPS);
      load.join();
    }
  }

  @Test
  void write_onAFreshReplica_loadsWhatTheRemoteHasFirst() {
    try (GitStorage storage = opened("fresh")) {
      assertThat(storage.write(Stores.patches("2-app", 1)))
          .allMatch(receipt -> receipt.outcome() instanceof Outcome.Applied);
      assertThat(storage.list()).hasSize(APPS + 1);
    }
  }

  /** If the start read the file again for each of its apps, it would take many minutes. */
  @Test
  @Timeout(20)
  void synchronise_ofALargeFileByOthers_readsItOnce() {
    server.create("large", "main").commit("main", "versions.json", VersionsFiles.byGo(LARGE));
    GitSettings settings =
        Stores.settings(
            temporary.resolve("large"), Optional.of(server.url("large")), Durability.REMOTE);
    try (GitStorage storage = Stores.open(settings)) {
      storage.synchronise();
      assertThat(storage.list()).hasSize(LARGE);
    }
  }

  @Test
  void isLoaded_ofAFreshReplicaWithoutItsRemote_never() {
    server.failAll(503);
    try (GitStorage storage = opened("fresh")) {
      storage.synchronise();
      assertThat(storage.isLoaded()).isFalse();
      assertThat(storage.health().status()).isEqualTo(StorageHealth.Status.DOWN);
      assertThatThrownBy(storage::snapshot).isInstanceOf(StorageException.class);
    }
  }

  private GitStorage opened(String name) {
    return GitStorage.open(settings(name), Clock.systemUTC(), new Random());
  }

  private GitSettings settings(String name) {
    return Stores.settings(
        temporary.resolve(name), Optional.of(server.url("versions")), Durability.REMOTE);
  }
}
