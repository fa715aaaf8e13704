package org.versionservice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.Stores;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Increment;

class ReplicaProcessTest {

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
  void ask_isAnsweredAsTheServiceDoes() {
    Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("once"));
    SeenVersion tooLow = SeenVersion.parse("1.0.0");
    try (ReplicaProcess replica = replica()) {
      assertThat(ask(replica, patch(key))).isEqualTo(made("1.0.1"));
      assertThat(ask(replica, patch(key))).isEqualTo(made("1.0.1"));
      assertThat(ask(replica, ChangeRequest.set(APP, tooLow, Optional.empty())))
          .isEqualTo(new Answer.Denied("VERSION_NOT_HIGHER"));
      assertThat(ask(replica, ChangeRequest.set(APP, SeenVersion.parse("1.0.1"), Optional.empty())))
          .isEqualTo(new Answer.Unchanged());
      assertThat(ask(replica, ChangeRequest.set(APP, SeenVersion.parse("1.2.0"), Optional.empty())))
          .isEqualTo(made("1.2.0"));
      assertThat(ask(replica, ChangeRequest.delete(APP, Optional.empty())))
          .isEqualTo(made("1.2.0"));
      server.failAll(503);
      assertThat(ask(replica, patch(Optional.empty()))).isInstanceOf(Answer.Denied.class);
    }
  }

  @Test
  void kill_leavesWhatIsNotAnsweredUnknown() {
    try (ReplicaProcess replica = replica()) {
      assertThat(ask(replica, patch(Optional.empty()))).isEqualTo(made("1.0.1"));
      server.delayPushes(Duration.ofMinutes(1));
      CompletableFuture<Answer> answer = replica.ask(patch(Optional.empty()));
      replica.kill();
      assertThat(answer.join()).isInstanceOf(Answer.Unknown.class);
    }
    server.delayPushes(Duration.ZERO);
    try (ReplicaProcess again = replica()) {
      assertThat(ask(again, patch(Optional.empty()))).isEqualTo(made("1.0.2"));
    }
  }

  @Test
  void stop_answersWhatWasAsked() {
    try (ReplicaProcess replica = replica()) {
      List<CompletableFuture<Answer>> answers =
          IntStream.range(0, 20).mapToObj(i -> replica.ask(patch(Optional.empty()))).toList();
      assertThat(replica.stop()).isZero();
      assertThat(answers).allMatch(answer -> answer.join() instanceof Answer.Made);
      assertThat(ask(replica, patch(Optional.empty()))).isInstanceOf(Answer.Denied.class);
    }
    assertThat(origin.git().run("rev-list", "--count", "main")).containsExactly("20");
  }

  /** The killed process's push arrives while its successor answers without the remote. */
  @Test
  void kill_whileAPushIsOnItsWay_givesNoVersionOutTwice() throws IOException {
    Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("on-its-way"));
    Path arrived = directory.resolve("arrived");
    try (ReplicaProcess replica = replica(Durability.REMOTE_PREFERRED)) {
      ask(replica, patch(Optional.empty()));
      origin.holdPushes(arrived);
      CompletableFuture<Answer> answer = replica.ask(patch(key));
      await().atMost(TIMEOUT).until(() -> server.pushes() == 2);
      replica.kill();
      assertThat(answer.join()).isInstanceOf(Answer.Unknown.class);
    }
    server.failAll(503);
    try (ReplicaProcess again = replica(Durability.REMOTE_PREFERRED)) {
      SeenVersion other = version(ask(again, patch(Optional.empty())));
      Files.createFile(arrived);
      await().atMost(TIMEOUT).until(() -> log().size() == 2);
      server.recover();
      assertThat(version(ask(again, patch(key)))).isNotEqualTo(other).hasToString("1.0.2");
      await().atMost(TIMEOUT).until(() -> log().size() == 3);
    }
    assertThat(log()).containsExactly("1-a 1.0.3", "1-a 1.0.2", "1-a 1.0.1");
  }

  @Test
  void bursts_thatArePushedInTheBackground_getThereByOnePushAtATime() {
    server.delayPushes(Duration.ofMillis(30));
    try (ReplicaProcess replica = replica(Durability.LOCAL)) {
      for (int burst = 0; burst < 5; burst++) {
        List<CompletableFuture<Answer>> answers =
            IntStream.range(0, 24).mapToObj(i -> replica.ask(patch(Optional.empty()))).toList();
        assertThat(answers).allMatch(answer -> answer.join() instanceof Answer.Made);
      }
      await().atMost(TIMEOUT).until(() -> origin.head("main").isPresent());
      await().atMost(TIMEOUT).until(() -> log().size() == 120);
      assertThat(server.mostPushesAtOnce()).isEqualTo(1);
    }
  }

  private List<String> log() {
    return origin.git().run("log", "--format=%s", "main");
  }

  private static SeenVersion version(Answer answer) {
    return ((Answer.Made) answer).version();
  }

  private ReplicaProcess replica() {
    return replica(Durability.REMOTE);
  }

  private ReplicaProcess replica(Durability durability) {
    GitSettings settings =
        new GitSettings(
            directory.resolve("data"),
            Optional.of(server.url("versions")),
            "main",
            Optional.empty(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ZERO,
            durability,
            Stores.LAYOUT,
            Duration.ofDays(7),
            Optional.empty(),
            Optional.empty());
    return ReplicaProcess.start(
        settings, directory.resolve("replica.log"), "-XX:TieredStopAtLevel=1");
  }

  private static ChangeRequest patch(Optional<IdempotencyKey> key) {
    return ChangeRequest.increment(APP, Increment.Level.PATCH, key);
  }

  private static Answer ask(ReplicaProcess replica, ChangeRequest change) {
    return replica.ask(change).join();
  }

  /** Returns the expected answer for the newest commit. */
  private Answer made(String version) {
    return new Answer.Made(
        SeenVersion.parse(version), origin.head("main").orElseThrow(), /* pushed= */ true);
  }
}
