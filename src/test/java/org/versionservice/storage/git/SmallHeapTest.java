package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.storage.git.GitSettings.Durability;

/**
 * A repository that is about as large as the heap is cloned, and caught up with, as it comes:
 * {@code mvn -Ptorture verify}.
 */
@Tag("torture")
class SmallHeapTest {

  private static final int COMMITS = 12_000;
  private static final int NOISE = 4_000;

  @TempDir Path temporary;
  private GitHttpServer server;
  private BareRepository origin;

  @BeforeEach
  void start() {
    server = GitHttpServer.start(temporary);
    origin = server.create("versions", "main");
    origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.0.0"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void synchronise_withAsMuchAsTheHeap_isLoaded() throws IOException, InterruptedException {
    Stores.open(settings(temporary.resolve("away"), server.url("versions"))).close();
    addHistory();
    assertThat(load("new")).as("a fresh clone").isZero();
    assertThat(load("away")).as("what is new").isZero();
  }

  /** Loads in a process of its own; its exit status. */
  private int load(String directory) throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapTest.class.getName(),
                temporary.resolve(directory).toString(),
                server.url("versions"))
            .inheritIO()
            .start();
    assertThat(java.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return java.exitValue();
  }

  /** Loads what there is; the arguments are a data directory and a URL. */
  public static void main(String[] arguments) {
    try (GitStorage storage = Stores.open(settings(Path.of(arguments[0]), arguments[1]))) {
      System.exit(storage.isLoaded() && !storage.isOutOfStep() ? 0 : 1);
    }
  }

  private static GitSettings settings(Path directory, String url) {
    return Stores.settings(directory, Optional.of(url), Durability.REMOTE);
  }

  /** Commits whose messages cannot be made smaller by much. */
  private void addHistory() throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder(List.of("git", "fast-import", "--quiet"))
            .directory(origin.directory().toFile())
            .inheritIO()
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    Random random = new Random(NOISE);
    byte[] noise = new byte[NOISE];
    try (OutputStream out = new BufferedOutputStream(git.getOutputStream())) {
      for (int i = 0; i < COMMITS; i++) {
        for (int at = 0; at < NOISE; at++) {
          noise[at] = (byte) (33 + random.nextInt(94));
        }
        String from = i == 0 ? "from refs/heads/main^0\n" : "";
        String head = "commit refs/heads/main\ncommitter A <a@example.com> 1700000000 +0000\n";
        out.write((head + "data " + NOISE + "\n").getBytes(US_ASCII));
        out.write(noise);
        out.write(("\n" + from).getBytes(US_ASCII));
      }
    }
    assertThat(git.waitFor()).isZero();
  }
}
