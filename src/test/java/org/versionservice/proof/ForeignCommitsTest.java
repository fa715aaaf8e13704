package org.versionservice.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.Stores;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Increment;

/** Tests that replicas in separate processes read the commits of others. */
class ForeignCommitsTest {

  private static final String FILE = "versions.json";
  private static final String EMPTY = "{\n  \"versions\": {}\n}\n";

  @TempDir Path directory;
  private GitHttpServer server;

  @BeforeEach
  void start() {
    server = GitHttpServer.start(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void numbersThatWereRemovedOrRaisedForAWhile_areNotIssuedByAnyReplica() {
    BareRepository origin = server.create("versions", "main");
    try (ReplicaProcess running = replica("first", "versions")) {
      assertThat(next(running, "1-a")).isEqualTo("1.0.1");
      assertThat(next(running, "1-a")).isEqualTo("1.0.2");
      assertThat(next(running, "2-b")).isEqualTo("1.0.1");
      String before = origin.read("main", FILE);
      origin.commit("main", FILE, before.replaceFirst("1\\.0\\.1", "1.4.0"));
      origin.commit("main", FILE, EMPTY);
      try (ReplicaProcess fresh = replica("second", "versions")) {
        assertThat(next(fresh, "1-a")).isEqualTo("1.0.3");
      }
      assertThat(next(running, "2-b")).isEqualTo("1.4.1");
    }
  }

  @Test
  void dataDirectoryOfAnotherRemote_changesNothingThere() {
    BareRepository production = server.create("production", "main");
    server.create("staging", "main");
    try (ReplicaProcess there = replica("there", "production");
        ReplicaProcess here = replica("here", "staging")) {
      assertThat(next(there, "1-a")).isEqualTo("1.0.1");
      assertThat(next(here, "1-a")).isEqualTo("1.0.1");
      assertThat(next(here, "1-a")).isEqualTo("1.0.2");
      assertThat(here.stop()).isZero();
    }
    try (ReplicaProcess mixedUp = replica("here", "production")) {
      assertThat(ask(mixedUp, "1-a")).isInstanceOf(Answer.Denied.class);
    }
    assertThat(production.git().run("log", "--format=%s", "main")).isEqualTo(List.of("1-a 1.0.1"));
    try (ReplicaProcess healed = replica("here", "staging")) {
      assertThat(next(healed, "1-a")).isEqualTo("1.0.3");
    }
  }

  private ReplicaProcess replica(String data, String remote) {
    GitSettings settings =
        new GitSettings(
            directory.resolve(data),
            Optional.of(server.url(remote)),
            "main",
            Optional.empty(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ZERO,
            Durability.REMOTE,
            Stores.LAYOUT,
            Duration.ofDays(7),
            Optional.empty(),
            Optional.empty());
    return ReplicaProcess.start(
        settings, directory.resolve(data + ".log"), "-XX:TieredStopAtLevel=1");
  }

  private static Answer ask(ReplicaProcess replica, String app) {
    ChangeRequest change =
        ChangeRequest.increment(new ApplicationId(app), Increment.Level.PATCH, Optional.empty());
    return replica.ask(change).join();
  }

  private static String next(ReplicaProcess replica, String app) {
    return ((Answer.Made) ask(replica, app)).version().toString();
  }
}
