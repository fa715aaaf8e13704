package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.pack.GeometricRepack;
import org.versionservice.storage.git.repository.CommitMessage;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ChangeId;
import org.versionservice.version.Principal;
import org.versionservice.version.Request;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.Transition;

/**
 * Clones and fetches a repository about as large as the heap in little memory: {@code mvn -Ptorture
 * verify}.
 */
@Tag("torture")
class SmallHeapTest {

  private static final int COMMITS = 12_000;
  private static final int NOISE = 4_000;
  private static final int STEPS = 300_000;
  private static final int CHANGES = 100;

  /** The time of the first commit; the last one is from now, so that none is too old to count. */
  private final long start = Clock.systemUTC().instant().getEpochSecond() - STEPS;

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

  @Test
  void repack_after300000Steps_hasRoom() throws IOException, InterruptedException {
    addSteps();
    assertThat(run("400m", "years", "changes")).isZero();
    assertThat(origin.git().run("rev-list", "--count", "main"))
        .containsExactly(Integer.toString(1 + STEPS + CHANGES * GeometricRepack.FAN));
  }

  /** Loads in a process of its own and returns its exit status. */
  private int load(String directory) throws IOException, InterruptedException {
    return run("64m", directory, "load");
  }

  private int run(String heap, String directory, String task)
      throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapTest.class.getName(),
                temporary.resolve(directory).toString(),
                server.url("versions"),
                task)
            .inheritIO()
            .start();
    assertThat(java.waitFor(10, TimeUnit.MINUTES)).isTrue();
    return java.exitValue();
  }

  /** Loads the registry; the arguments are a data directory, a URL and what to do then. */
  public static void main(String[] arguments) {
    GitSettings settings = settings(Path.of(arguments[0]), arguments[1]);
    if (arguments[2].equals("changes")) {
      change(settings);
    }
    try (GitStorage storage = Stores.open(settings)) {
      System.exit(storage.isLoaded() && !storage.isOutOfStep() ? 0 : 1);
    }
  }

  /** Makes a pack with changes often enough for a merge, merges, and reads the oldest steps. */
  private static void change(GitSettings settings) {
    for (int i = 0; i < GeometricRepack.FAN; i++) {
      try (GitStorage storage = Stores.open(settings)) {
        storage.write(Stores.patches("1-app", CHANGES));
      }
    }
    try (GitStorage storage = Stores.open(settings)) {
      if (storage.repack() < GeometricRepack.FAN || storage.history().end().index() < STEPS) {
        System.exit(2);
      }
    }
  }

  private static GitSettings settings(Path directory, String url) {
    return Stores.settings(directory, Optional.of(url), Durability.REMOTE);
  }

  /** Creates commits of this service: one patch each, of its apps in turn. */
  private void addSteps() throws IOException, InterruptedException {
    Random random = new Random(STEPS);
    importCommits(
        STEPS,
        i -> CommitMessage.of(step(i, random)),
        i -> {
          Transition step = step(i, random);
          String text = VersionsFiles.own(step.app().toString(), step.version().toString());
          return "M 100644 inline " + VersionsFile.NAME + "\n" + data(text);
        });
  }

  private Transition step(int number, Random random) {
    int patch = number + 1;
    return new Transition(
        Transition.Type.PATCH,
        new ApplicationId("1-a"),
        Optional.of(SemanticVersion.of(1, 0, patch - 1)),
        SemanticVersion.of(1, 0, patch),
        patch,
        Instant.ofEpochSecond(start + number),
        new Request(
            ChangeId.random(random),
            new Principal("Ada Lovelace"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        Optional.empty());
  }

  /** Creates commits whose messages hardly compress. */
  private void addHistory() throws IOException, InterruptedException {
    Random random = new Random(NOISE);
    byte[] noise = new byte[NOISE];
    importCommits(
        COMMITS,
        i -> {
          for (int at = 0; at < NOISE; at++) {
            noise[at] = (byte) (33 + random.nextInt(94));
          }
          return new String(noise, US_ASCII);
        },
        i -> "");
  }

  /**
   * @param message the message of a commit by its number
   * @param files the changes of a commit in the format of fast-import
   */
  private void importCommits(int count, IntFunction<String> message, IntFunction<String> files)
      throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder(List.of("git", "fast-import", "--quiet"))
            .directory(origin.directory().toFile())
            .inheritIO()
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    try (OutputStream out = new BufferedOutputStream(git.getOutputStream())) {
      for (int i = 0; i < count; i++) {
        String person = "Ada Lovelace <ada@example.com> " + (start + i) + " +0000\n";
        String head = "commit refs/heads/main\nauthor " + person + "committer " + person;
        String from = i == 0 ? "from refs/heads/main^0\n" : "";
        out.write((head + data(message.apply(i)) + from + files.apply(i)).getBytes(US_ASCII));
      }
    }
    assertThat(git.waitFor()).isZero();
  }

  private static String data(String text) {
    return "data " + text.length() + "\n" + text + "\n";
  }
}
