package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitSshServer;
import org.versionservice.storage.Durability;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.version.Layout;

/** Reaches a remote by SSH with the right key, if the key of the host is known. */
class SshRemoteTest {

  @TempDir Path temporary;
  private GitSshServer server;
  private BareRepository origin;

  @BeforeEach
  void start() {
    server = startServer(temporary);
    origin = server.create("versions", "main");
  }

  GitSshServer startServer(Path directory) {
    return GitSshServer.start(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void write_clonesFetchesAndPushes() {
    origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.0.0"));
    try (GitStorage storage = open(key(), knownHosts())) {
      assertThat(write(storage).pushState()).isEqualTo(PushState.PUSHED);
      origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.5.0"));
      storage.synchronise();
      Receipt receipt = write(storage);
      assertThat(Stores.version(receipt)).isEqualTo("1.5.1");
      assertThat(origin.head("main")).isEqualTo(receipt.commit());
      assertThat(origin.git().run("log", "-1", "--format=%ae %ce", "main"))
          .containsExactly("Ada.Lovelace@example.com versions@example.com");
    }
  }

  @Test
  void write_thatAHookDeclines_saysWhatItSays() {
    try (GitStorage storage = open(key(), knownHosts())) {
      origin.declinePushes("frozen until Monday");
      assertThat(write(storage).pushState()).isEqualTo(PushState.PENDING);
      assertThat(remote(storage)).contains("declines", "frozen until Monday");
    }
  }

  @Test
  void open_ofAHostThatIsNotKnown_isRefused() throws IOException {
    Path nobody = Files.createFile(temporary.resolve("nobody"));
    try (GitStorage storage = open(key(), nobody)) {
      assertThat(storage.isLoaded()).isFalse();
      assertThat(remote(storage)).contains("host is not known", "GIT_SSH_KNOWN_HOSTS");
      assertThat(nobody).isEmptyFile();
    }
  }

  @Test
  void open_withAnotherKey_isRefused() {
    Path other = GitSshServer.writeStrangersKey(temporary.resolve("other"));
    try (GitStorage storage = open(other, knownHosts())) {
      assertThat(remote(storage)).contains("does not accept the key", "GIT_SSH_KEY");
    }
  }

  @Test
  void open_ofARepositoryThatIsNotThere_saysSo() throws IOException {
    Files.move(origin.directory(), temporary.resolve("elsewhere"));
    try (GitStorage storage = open(key(), knownHosts())) {
      assertThat(remote(storage)).contains("no such repository");
    }
  }

  private Path key() {
    return server.writeKey(temporary.resolve("key"));
  }

  private Path knownHosts() {
    return server.writeKnownHosts(temporary.resolve("known_hosts"));
  }

  private GitStorage open(Path key, Path knownHosts) {
    return Stores.open(
        new GitSettings(
            temporary.resolve("data"),
            Optional.of(server.url("versions")),
            "main",
            Optional.empty(),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ZERO,
            Durability.REMOTE_PREFERRED,
            Layout.SINGLE,
            Duration.ofDays(7),
            Optional.of(new GitSettings.Ssh(key, knownHosts)),
            Optional.of("versions@example.com")));
  }

  private static Receipt write(GitStorage storage) {
    return storage.write(List.of(Stores.patch("1-a"))).get(0);
  }

  private static String remote(GitStorage storage) {
    return String.valueOf(storage.health().details().get("remote"));
  }
}
