package org.versionservice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHttpServerTest {

  @TempDir Path directory;
  private GitHttpServer server;
  private BareRepository remote;
  private GitCommand work;

  @BeforeEach
  void start() throws IOException {
    server = GitHttpServer.start(Files.createDirectory(directory.resolve("server")));
    remote = server.create("versions", "main");
    work = new GitCommand(Files.createDirectory(directory.resolve("work")));
    work.run("init", "--quiet", "--initial-branch=main");
    work.run("config", "user.name", "tester");
    work.run("config", "user.email", "tester@example.org");
    work.run("remote", "add", "origin", withCredentials());
    commit("first", 100);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void push_arrives() {
    work.run("push", "--quiet", "origin", "main");

    assertThat(remote.head("main").orElseThrow().value())
        .isEqualTo(work.run("rev-parse", "HEAD").get(0));
    assertThat(server.pushes()).isEqualTo(1);
  }

  /** Git sends a push over its buffer of 1 MiB in chunks. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3_000_000})
  void push_ofAnySize_canBeClonedAgain(int size) throws IOException {
    commit("data", size);
    work.run("push", "--quiet", "origin", "main");

    work.run("clone", "--quiet", withCredentials(), "../clone");

    assertThat(directory.resolve("clone/data"))
        .hasSameBinaryContentAs(directory.resolve("work/data"));
  }

  @Test
  void request_withoutCredentials_is401() {
    assertThatThrownBy(() -> work.run("ls-remote", server.url("versions")))
        .hasMessageContaining("could not read Username");
  }

  @Test
  void request_withProtocolVersion2_isAnsweredInIt() {
    assertThat(work.succeeds("-c", "protocol.version=2", "ls-remote", "origin")).isTrue();
    // In version 2 a second request asks for the references, after the one for capabilities.
    assertThat(server.requests()).isEqualTo(2);
  }

  @Test
  void push_thatAHookDeclines_changesNothing() {
    remote.declinePushes("not today");
    assertThatThrownBy(() -> work.run("push", "origin", "main")).hasMessageContaining("not today");
    assertThat(remote.head("main")).isEmpty();

    remote.acceptPushes();
    assertThat(work.succeeds("push", "origin", "main")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 429, 500, 503})
  void failNext_answersSoManyRequestsWithTheStatus(int status) {
    server.failNext(1, status);

    assertThat(work.succeeds("ls-remote", "origin")).isFalse();
    assertThat(work.succeeds("ls-remote", "origin")).isTrue();
  }

  @Test
  void failAll_answersWithTheStatusUntilRecovery() {
    server.failAll(503);
    assertThat(work.succeeds("ls-remote", "origin")).isFalse();
    assertThat(work.succeeds("ls-remote", "origin")).isFalse();

    server.recover();
    assertThat(work.succeeds("ls-remote", "origin")).isTrue();
  }

  @Test
  void delayPushes_makesAPushTakeLonger() {
    server.delayPushes(Duration.ofMillis(300));
    long start = System.nanoTime();

    work.run("push", "--quiet", "origin", "main");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
  }

  @Test
  void pastHeads_ofABranchThatWasForced_stillHasWhatWasDropped() throws IOException {
    work.run("push", "--quiet", "origin", "main");
    commit("second", 100);
    work.run("push", "--quiet", "origin", "main");
    work.run("push", "--quiet", "--force", "origin", "HEAD~1:main");

    assertThat(remote.pastHeads("main"))
        .extracting(Object::toString)
        .containsExactly(
            work.run("rev-parse", "HEAD~1").get(0),
            work.run("rev-parse", "HEAD").get(0),
            work.run("rev-parse", "HEAD~1").get(0));
  }

  private void commit(String file, int size) throws IOException {
    byte[] noise = new byte[size];
    new Random(size).nextBytes(noise);
    Files.write(directory.resolve("work").resolve(file), noise);
    work.run("add", file);
    work.run("commit", "--quiet", "-m", file);
  }

  private String withCredentials() {
    return server
        .url("versions")
        .replace("//", "//" + GitHttpServer.USERNAME + ":" + GitHttpServer.TOKEN + "@");
  }
}
