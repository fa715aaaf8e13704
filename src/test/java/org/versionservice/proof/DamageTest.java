package org.versionservice.proof;

import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
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

/** Tests starts on a damaged data directory after a process was killed. */
class DamageTest {

  private static final ApplicationId APP = new ApplicationId("1-a");
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @TempDir Path directory;
  private GitHttpServer server;
  private BareRepository origin;

  @BeforeEach
  void start() {
    server = GitHttpServer.start(directory);
    origin = server.create("versions", "main");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void start_afterAKill_withAllReferencesLost_goesOnBehindWhatWasAnswered() throws IOException {
    try (ReplicaProcess replica = replica()) {
      assertThat(version(replica)).isEqualTo("1.0.1");
      server.failAll(503);
      assertThat(version(replica)).isEqualTo("1.0.2");
      assertThat(version(replica)).isEqualTo("1.0.3");
      replica.kill();
    }
    Path git = directory.resolve("data/.git");
    Files.writeString(git.resolve("refs/heads/main"), "");
    Files.writeString(git.resolve("refs/heads/main.lock"), "");
    Files.writeString(git.resolve("refs/remotes/origin/main"), "");
    Files.delete(git.resolve("HEAD"));
    Files.writeString(git.resolve("config"), "\0[garbage");
    try (ReplicaProcess again = replica()) {
      assertThat(version(again)).as("while the remote is away").isEqualTo("1.0.4");
      server.recover();
      await().atMost(TIMEOUT).until(() -> log().size() == 4);
      assertThat(log()).containsExactly("1-a 1.0.4", "1-a 1.0.3", "1-a 1.0.2", "1-a 1.0.1");
    }
  }

  @Test
  void ask_whileTheBranchHoldsAnything_isDeniedUntilItIsMended() throws IOException {
    try (ReplicaProcess replica = replica("-Xmx64m")) {
      assertThat(version(replica)).isEqualTo("1.0.1");
      String good = origin.read("main", "versions.json");
      Files.write(directory.resolve("utf16"), good.getBytes(UTF_16));
      Files.writeString(directory.resolve("huge"), good + " ".repeat(8 << 20));
      for (String file : new String[] {"utf16", "huge"}) {
        origin.commit("main", "versions.json", directory.resolve(file));
        assertThat(denial(replica)).startsWith("versions.json");
      }
      origin.commit("main", "versions.json", good);
      assertThat(version(replica)).isEqualTo("1.0.2");
    }
  }

  private static String denial(ReplicaProcess replica) {
    return ((Answer.Denied) patch(replica)).why();
  }

  /** Repeats a denied request until the replica is loaded. */
  private static String version(ReplicaProcess replica) {
    Answer answer =
        await().atMost(TIMEOUT).until(() -> patch(replica), Answer.Made.class::isInstance);
    return ((Answer.Made) answer).version().toString();
  }

  private static Answer patch(ReplicaProcess replica) {
    return replica
        .ask(ChangeRequest.increment(APP, Increment.Level.PATCH, Optional.empty()))
        .join();
  }

  private List<String> log() {
    return origin.git().run("log", "--format=%s", "main");
  }

  private ReplicaProcess replica(String... options) {
    GitSettings settings =
        new GitSettings(
            directory.resolve("data"),
            Optional.of(server.url("versions")),
            "main",
            Optional.empty(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ZERO,
            Durability.REMOTE_PREFERRED,
            Stores.LAYOUT,
            Duration.ofDays(7),
            Optional.empty(),
            Optional.empty());
    return ReplicaProcess.start(settings, directory.resolve("replica.log"), options);
  }
}
