package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.proof.SlowLine;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.versionsfile.VersionsFile;

/** A connection may be slow; it fails only if it is idle. */
class SlowLineTest {

  private static final Duration TIMEOUT = Duration.ofMillis(700);
  private static final int SIZE = 900_000;

  @TempDir Path temporary;
  private GitHttpServer server;
  private BareRepository origin;
  private SlowLine line;

  @BeforeEach
  void start() {
    server = GitHttpServer.start(temporary);
    origin = server.create("versions", "main");
    origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.0.0"));
    line = new SlowLine(server.port(), 600_000);
  }

  @AfterEach
  void stop() {
    line.close();
    server.close();
  }

  @Test
  void open_ofARepositoryThatTakesLongToCome_clonesIt() {
    origin.commit("main", "noise", noise());
    try (GitStorage storage = open()) {
      assertThat(storage.isLoaded()).isTrue();
    }
  }

  @Test
  void synchronise_withMuchThatIsNew_catchesUp() {
    try (GitStorage storage = open()) {
      origin.commit("main", "noise", noise());
      storage.synchronise();
      assertThat(storage.isOutOfStep()).isFalse();
      assertThat(storage.snapshot().head()).isEqualTo(origin.head("main"));
    }
  }

  @Test
  void pushPendingCommits_thatTakeLongToSend_pushesThem() {
    open().close();
    BareRepository.at(temporary.resolve("data/.git")).commit("main", "noise", noise());
    try (GitStorage storage = open()) {
      assertThat(storage.unpushed()).isZero();
      assertThat(storage.snapshot().head()).isEqualTo(origin.head("main"));
    }
  }

  @Test
  void synchronise_overALineThatFallsSilent_givesUpAndTriesAgain() {
    try (GitStorage storage = open()) {
      origin.commit("main", "noise", noise());
      line.stallAfter(200_000);
      Instant start = Instant.now();
      storage.synchronise();
      assertThat(Duration.between(start, Instant.now())).isLessThan(TIMEOUT.multipliedBy(8));
      assertThat(storage.health().details().get("remote")).isNotEqualTo("answers");
      line.heal();
      storage.tryRemoteAgain();
      storage.synchronise();
      assertThat(storage.snapshot().head()).isEqualTo(origin.head("main"));
    }
  }

  private GitStorage open() {
    GitSettings usual =
        Stores.settings(
            temporary.resolve("data"),
            Optional.of(line.url(server.url("versions"))),
            Durability.REMOTE_PREFERRED);
    return Stores.open(Stores.withTimeout(usual, TIMEOUT));
  }

  /** Returns text that hardly compresses. */
  private static String noise() {
    byte[] noise = new byte[SIZE];
    new Random(SIZE).nextBytes(noise);
    return Base64.getMimeEncoder().encodeToString(noise);
  }
}
