package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;

/** Each replica learns a commit by hand, whenever it fetches it. */
class HandEditTest {

  private static final ApplicationId APP = new ApplicationId("1-a");

  @TempDir Path temporary;
  private BareRepository origin;

  @BeforeEach
  void create() {
    origin = BareRepository.create(temporary.resolve("origin.git"), "main");
  }

  @Test
  void removedApp_isDeletedForAFreshCloneToo_andGoesOnAboveItsLast() {
    try (GitStorage first = open("first")) {
      first.write(List.of(Stores.patch("1-a"), Stores.patch("1-a"), Stores.patch("2-b")));
    }
    edit(VersionsFiles.own("2-b", "1.0.1"));
    try (GitStorage fresh = open("fresh")) {
      assertThat(fresh.get(APP)).isEmpty();
      assertThat(fresh.snapshot().registry().findDeleted(APP))
          .hasValueSatisfying(last -> assertThat(last.current()).hasToString("1.0.2"));
      fresh.write(List.of(Stores.patch("2-b")));
      assertThat(file()).containsPattern("\"deleted\": \\{\\s+\"1-a\"");
      assertThat(next(fresh, "1-a")).isEqualTo("1.0.3");
    }
  }

  @Test
  void versionRaisedAndLoweredBetweenTwoFetches_isNotIssued() {
    try (GitStorage running = open("running")) {
      running.write(List.of(Stores.patch("1-a")));
      String before = file();
      edit(before.replace("1.0.1", "1.7.0"));
      edit(before);
      running.synchronise();
      assertThat(next(running, "1-a")).isEqualTo("1.7.1");
    }
  }

  @Test
  void versionThatAnotherProgramLowered_isNotIssuedByTheFirstStart() {
    edit(VersionsFiles.own("1-a", "3.1.0"));
    edit(VersionsFiles.own("1-a", "2.0.0"));
    try (GitStorage first = open("first")) {
      assertThat(first.get(APP).orElseThrow().current()).hasToString("2.0.0");
      assertThat(next(first, "1-a")).isEqualTo("3.1.1");
    }
  }

  @Test
  void versionInAFileThatIsBrokenElsewhere_isNotIssued() {
    edit(VersionsFiles.own("1-a", "1.0.0"));
    edit(VersionsFiles.own("1-a", "4.0.0") + "]");
    edit(VersionsFiles.own("1-a", "1.0.0"));
    try (GitStorage first = open("first")) {
      assertThat(next(first, "1-a")).isEqualTo("4.0.1");
    }
  }

  @Test
  void versionOfAnAmendedCommit_isNotIssued() throws IOException {
    try (GitStorage first = open("first");
        EditedBranch branch = new EditedBranch(origin.directory())) {
      first.write(List.of(Stores.patch("1-a"), Stores.patch("1-a")));
      branch.amend(file().replace("1.0.2", "1.0.0").getBytes(UTF_8));
    }
    try (GitStorage fresh = open("fresh")) {
      assertThat(fresh.get(APP).orElseThrow().current()).hasToString("1.0.0");
      assertThat(next(fresh, "1-a")).as("what the message tells was issued").isEqualTo("1.0.3");
    }
  }

  @Test
  void editThatKeepsTheRevision_isOneRevisionMoreForAll() {
    try (GitStorage running = open("running")) {
      running.write(List.of(Stores.patch("1-a"), Stores.patch("2-b")));
      edit(file().replaceFirst("1\\.0\\.1", "1.5.0"));
      running.synchronise();
      edit(file().replaceFirst("\"app_name\": \"a\"", "\"app_name\": \"a\", \"repo_name\": \"r\""));
      running.synchronise();
      ApplicationVersion entry = running.get(APP).orElseThrow();
      assertThat(entry.repoName()).hasValue("r");
      assertThat(entry.revision()).isEqualTo(3);
      try (GitStorage fresh = open("fresh")) {
        assertThat(fresh.get(APP)).hasValue(entry);
        String before = file();
        fresh.write(List.of(Stores.patch("2-b")));
        assertThat(file().substring(0, file().indexOf("2-b")))
            .as("what a change does not touch keeps its bytes")
            .isEqualTo(before.substring(0, before.indexOf("2-b")));
        fresh.write(List.of(Stores.patch("1-a")));
        assertThat(file()).contains("\"revision\": 4");
      }
    }
  }

  @Test
  void mergeOfAnOlderEdit_countsWhatItBrings() {
    try (GitStorage running = open("running")) {
      running.write(List.of(Stores.patch("1-a")));
      String first = origin.head("main").orElseThrow().value();
      running.write(List.of(Stores.patch("1-a"), Stores.patch("2-b")));
      String second = origin.head("main").orElseThrow().value();
      String before = file();
      origin.git().run("update-ref", "refs/heads/main", first);
      edit(VersionsFiles.own("1-a", "1.9.0"));
      String edit = origin.head("main").orElseThrow().value();
      origin.git().run("update-ref", "refs/heads/main", second);
      edit(before + " ");
      merge(edit);
      running.synchronise();
      assertThat(running.get(APP).orElseThrow().current()).hasToString("1.0.2");
      assertThat(next(running, "1-a")).isEqualTo("1.9.1");
      try (GitStorage fresh = open("fresh")) {
        assertThat(fresh.snapshot().registry().all())
            .isEqualTo(running.snapshot().registry().all());
      }
    }
  }

  private void merge(String other) {
    String merged =
        origin
            .git()
            .run(
                "-c",
                "user.name=Ada",
                "-c",
                "user.email=ada@example.com",
                "commit-tree",
                "-m",
                "Merge",
                "-p",
                "main",
                "-p",
                other,
                "main^{tree}")
            .get(0);
    origin.git().run("update-ref", "refs/heads/main", merged);
  }

  private void edit(String text) {
    origin.commit("main", VersionsFile.NAME, text);
  }

  private String file() {
    return origin.read("main", VersionsFile.NAME);
  }

  private static String next(GitStorage storage, String app) {
    return Stores.version(storage.write(List.of(Stores.patch(app))).get(0));
  }

  private GitStorage open(String replica) {
    Optional<String> url = Optional.of(origin.directory().toUri().toString());
    return Stores.open(Stores.settings(temporary.resolve(replica), url, Durability.REMOTE));
  }
}
