package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitCommand;
import org.versionservice.storage.Durability;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.StorageHealth.Status;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommitPrefix;
import org.versionservice.version.Layout;
import org.versionservice.version.Outcome;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Registry;

/** The layout with a file for each project, and the conversion between both layouts. */
class ProjectLayoutTest {

  private static final String MARKER =
      """
      {
        "versions": "layout project, see versions/"
      }
      """;

  /** SHA-1 of "1" begins with 35, that of "2" with da. */
  private static final String ONE = "versions/35/1.json";

  private static final String TWO = "versions/da/2.json";

  @TempDir Path temporary;

  private BareRepository origin;
  private int replicas;

  @BeforeEach
  void create() {
    origin = BareRepository.create(temporary.resolve("origin.git"), "main");
  }

  private GitStorage open(Layout layout) {
    Path directory = temporary.resolve("replica-" + replicas++);
    Optional<String> url = Optional.of(origin.directory().toUri().toString());
    return Stores.open(
        Stores.withLayout(Stores.settings(directory, url, Durability.REMOTE), layout));
  }

  private static String next(GitStorage storage, String app) {
    Outcome outcome = storage.write(List.of(Stores.patch(app))).get(0).outcome();
    return ((Outcome.Applied) outcome).transitions().get(0).version().toString();
  }

  private static Receipt convert(GitStorage storage, Layout layout) {
    Change change = new Change.ConvertLayout(layout, Stores.patch("1-a").request());
    return storage.write(List.of(change)).get(0);
  }

  private static Optional<String> current(GitStorage storage, String app) {
    return storage.get(new ApplicationId(app)).map(entry -> entry.current().toString());
  }

  private List<String> files(String commit) {
    return origin.git().run("ls-tree", "-r", "--name-only", commit);
  }

  private static void assertSame(GitStorage storage, GitStorage other) {
    Registry expected = storage.snapshot().registry();
    Registry found = other.snapshot().registry();
    assertThat(found.all()).isEqualTo(expected.all());
    assertThat(found.allDeleted()).isEqualTo(expected.allDeleted());
  }

  @Test
  void write_toAnEmptyRepository_makesAFileForEachProject() {
    try (GitStorage storage = open(Layout.PROJECT)) {
      assertThat(next(storage, "1-a")).isEqualTo("1.0.1");
      assertThat(next(storage, "2-b")).isEqualTo("1.0.1");
      assertThat(next(storage, "1-a")).isEqualTo("1.0.2");
      assertThat(files("main")).containsExactly("versions.json", ONE, TWO);
      assertThat(origin.read("main", "versions.json")).isEqualTo(MARKER);
      assertThat(origin.read("main", ONE))
          .startsWith("{\n  \"versions\": {\n    \"1-a\": {\n      \"current\": \"1.0.2\",\n")
          .doesNotContain("2-b");
      assertThat(origin.git().run("log", "--format=%s", "main", "--", ONE))
          .containsExactly("1-a 1.0.2", "1-a 1.0.1");
      origin.git().run("fsck", "--full", "--strict");
    }
    try (GitStorage fresh = open(Layout.SINGLE)) {
      assertThat(next(fresh, "1-a")).as("the branch decides").isEqualTo("1.0.3");
    }
  }

  @Test
  void convert_toProjectsAndBack_losesNothing() {
    String go = VersionsFiles.byGo(3).replace("\"versions\"", "\"team\": [1, 2],\n  \"versions\"");
    origin.commit("main", "versions.json", go);
    origin.commit("main", "notes/readme.md", "Ours\n");
    try (GitStorage storage = open(Layout.SINGLE);
        GitStorage other = open(Layout.SINGLE)) {
      storage.write(
          List.of(
              Stores.patch("1-a"),
              Stores.patch("2-b"),
              Stores.delete("2-b"),
              Stores.patch("7-app02")));
      String before = origin.read("main", "versions.json");
      CommitId single = origin.head("main").orElseThrow();
      Registry known = storage.snapshot().registry();
      Receipt receipt = convert(storage, Layout.PROJECT);
      assertThat(receipt.outcome()).isEqualTo(new Outcome.Converted(Layout.PROJECT));
      assertThat(receipt.commit()).isEqualTo(origin.head("main"));
      assertThat(files("main")).contains("notes/readme.md", "versions.json", ONE, TWO);
      assertThat(origin.read("main", "versions.json")).contains("\"team\": [1, 2]");
      assertThat(origin.read("main", "versions/90/7.json"))
          .as("texts that did not change")
          .contains("tools \\u0026 more/app01", "2024-03-05T06:07:08.123456789Z");
      assertThat(storage.snapshot().registry().all()).isEqualTo(known.all());
      assertThat(next(other, "7-app01")).as("of a replica that follows").isEqualTo("1.4.2");
      assertSame(storage(storage), other);
      try (GitStorage fresh = open(Layout.SINGLE)) {
        assertSame(storage, fresh);
        assertThat(
                fresh.history().at(new CommitPrefix(single.value())).orElseThrow().registry().all())
            .isEqualTo(known.all());
        assertThat(
                fresh.history().of(new ApplicationId("7-app01"), Optional.empty(), 10, all -> true))
            .hasValueSatisfying(page -> assertThat(page.entries()).hasSize(1));
      }
      convert(other, Layout.SINGLE);
      assertThat(files("main")).containsExactly("notes/readme.md", "versions.json");
      assertThat(withoutChanges(origin.read("main", "versions.json")))
          .isEqualTo(withoutChanges(before));
      assertThat(next(storage, "2-b")).as("above the deleted one").isEqualTo("1.0.2");
      assertThat(next(storage, "7-app01")).isEqualTo("1.4.3");
      origin.git().run("fsck", "--full", "--strict");
      assertThat(origin.git().run("log", "--format=%s", "main"))
          .contains(
              "Move all versions to the layout project", "Move all versions to the layout single");
    }
  }

  private static GitStorage storage(GitStorage storage) {
    storage.synchronise();
    return storage;
  }

  /** Removes the entry that changed in between, and the time of the last change. */
  private static List<String> withoutChanges(String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    int from = 0;
    while (!lines.get(from).contains("7-app01")) {
      from++;
    }
    int to = from;
    while (!lines.get(to).startsWith("    }")) {
      to++;
    }
    lines.subList(from, to + 1).clear();
    lines.removeIf(line -> line.startsWith("  \"last_updated\"") || line.contains("\"team\""));
    return lines;
  }

  @Test
  void convert_toTheLayoutThatIsThere_storesNothing() {
    try (GitStorage storage = open(Layout.PROJECT)) {
      next(storage, "1-a");
      Optional<CommitId> before = origin.head("main");
      assertThat(convert(storage, Layout.PROJECT).commit()).isEqualTo(before);
      assertThat(origin.head("main")).isEqualTo(before);
    }
  }

  @Test
  void convert_toTheLayoutThatAnotherReplicaLeft_convertsBack() {
    try (GitStorage behind = open(Layout.SINGLE);
        GitStorage other = open(Layout.SINGLE)) {
      next(behind, "1-a");
      convert(other, Layout.PROJECT);
      assertThat(files("main")).contains(ONE);
      assertThat(convert(behind, Layout.SINGLE).commit()).isEqualTo(origin.head("main"));
      assertThat(files("main")).containsExactly("versions.json");
    }
  }

  @Test
  void convert_keepsUnknownMembersOfAProjectsFile() {
    try (GitStorage storage = open(Layout.PROJECT)) {
      next(storage, "1-a");
      origin.commit(
          "main", ONE, origin.read("main", ONE).replaceFirst("\\{", "{\n  \"owner\": \"us\","));
      convert(storage, Layout.SINGLE);
      assertThat(origin.read("main", "versions.json"))
          .contains("\"" + ONE + "\": {", "\"owner\": \"us\"");
      convert(storage, Layout.PROJECT);
      assertThat(origin.read("main", "versions.json")).contains("\"owner\": \"us\"");
      assertThat(next(storage, "1-a")).isEqualTo("1.0.2");
    }
  }

  @Test
  void brokenFile_stopsTheWritesOfItsProjectOnly() {
    try (GitStorage storage = open(Layout.PROJECT)) {
      next(storage, "1-a");
      next(storage, "2-b");
      String good = origin.read("main", ONE);
      origin.commit("main", ONE, good.replace("1.0.1", "1.0."));
      Outcome outcome = storage.write(List.of(Stores.patch("1-a"))).get(0).outcome();
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Unreadable.class,
              broken -> assertThat(broken.problem()).contains(ONE + ", line 4"));
      assertThat(next(storage, "2-b")).isEqualTo("1.0.2");
      assertThat(current(storage, "1-a")).hasValue("1.0.1");
      assertThat(storage.health().status()).isEqualTo(Status.DEGRADED);
      assertThat(storage.health().details().get("files")).contains(ONE);
      assertThat(storage.isWritable()).isTrue();
      assertThat(convert(storage, Layout.SINGLE).outcome()).isInstanceOf(Outcome.Unreadable.class);
      try (GitStorage fresh = open(Layout.PROJECT)) {
        assertThat(current(fresh, "1-a")).as("the last good state").hasValue("1.0.1");
        assertThat(fresh.write(List.of(Stores.patch("1-x"))).get(0).outcome())
            .isInstanceOf(Outcome.Unreadable.class);
        assertThat(next(fresh, "2-b")).isEqualTo("1.0.3");
      }
      origin.commit("main", ONE, good.replace("1.0.1", "1.0.7"));
      assertThat(next(storage, "1-a")).isEqualTo("1.0.8");
      assertThat(storage.health().status()).isEqualTo(Status.UP);
    }
  }

  @Test
  void brokenFileWithoutAGoodState_isNotTakenForAnEmptyOne() {
    try (GitStorage storage = open(Layout.PROJECT)) {
      next(storage, "2-b");
      origin.commit("main", ONE, "{");
      assertThat(storage.write(List.of(Stores.patch("1-a"))).get(0).outcome())
          .isInstanceOf(Outcome.Unreadable.class);
      assertThat(storage.snapshot().registry().problemOf(new ProjectId("1"))).isPresent();
    }
  }

  @Test
  void fileInAWrongDirectory_isBroken() {
    try (GitStorage storage = open(Layout.PROJECT)) {
      next(storage, "2-b");
      origin.commit("main", "versions/aa/1.json", VersionsFiles.own("1-a", "4.0.0"));
      assertThat(storage.write(List.of(Stores.patch("1-a"))).get(0).outcome())
          .isInstanceOfSatisfying(
              Outcome.Unreadable.class,
              broken -> assertThat(broken.problem()).contains("versions/aa/1.json", ONE));
      origin.commit("main", ONE, VersionsFiles.own("1-a", "4.0.0"));
      assertThat(storage.write(List.of(Stores.patch("1-a"))).get(0).outcome())
          .as("which of both is right?")
          .isInstanceOf(Outcome.Unreadable.class);
      remove("versions/aa/1.json");
      assertThat(next(storage, "1-a")).isEqualTo("4.0.1");
    }
  }

  @Test
  void appInTheFileOfAnotherProject_isBroken() {
    try (GitStorage storage = open(Layout.PROJECT)) {
      next(storage, "2-b");
      origin.commit("main", ONE, VersionsFiles.own("2-b", "9.0.0"));
      assertThat(storage.write(List.of(Stores.patch("1-a"))).get(0).outcome())
          .isInstanceOf(Outcome.Unreadable.class);
      assertThat(next(storage, "2-b")).isEqualTo("1.0.2");
    }
  }

  @Test
  void removedFile_deletesTheAppsOfItsProject() {
    try (GitStorage storage = open(Layout.PROJECT)) {
      storage.write(List.of(Stores.patch("1-a"), Stores.patch("1-a"), Stores.patch("2-b")));
      remove(ONE);
      storage.synchronise();
      assertThat(current(storage, "1-a")).isEmpty();
      try (GitStorage fresh = open(Layout.PROJECT)) {
        assertSame(storage, fresh);
      }
      next(storage, "2-b");
      assertThat(origin.read("main", ONE)).contains("\"deleted\": {\n    \"1-a\"");
      assertThat(next(storage, "1-a")).isEqualTo("1.0.3");
    }
  }

  @Test
  void removedDirectory_deletesAllApps() {
    try (GitStorage storage = open(Layout.PROJECT)) {
      storage.write(List.of(Stores.patch("1-a"), Stores.patch("2-b")));
      remove(ONE);
      remove(TWO);
      storage.synchronise();
      assertThat(storage.list()).isEmpty();
      assertThat(next(storage, "2-b")).isEqualTo("1.0.2");
      assertThat(origin.read("main", ONE)).contains("\"deleted\"");
    }
  }

  @Test
  void entriesInBothPlaces_stopAllWrites_untilOneIsRemoved() {
    try (GitStorage storage = open(Layout.PROJECT)) {
      next(storage, "1-a");
      origin.commit("main", "versions.json", VersionsFiles.own("1-a", "1.0.0"));
      assertThatThrownBy(() -> next(storage, "1-a"))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("versions.json")
          .hasMessageContaining("versions/");
      assertThat(storage.health().status()).isEqualTo(Status.DOWN);
      assertThat(current(storage, "1-a")).hasValue("1.0.1");
      origin.commit("main", "versions.json", MARKER);
      assertThat(next(storage, "1-a")).isEqualTo("1.0.2");
      remove("versions.json");
      assertThatThrownBy(() -> next(storage, "1-a")).hasMessageContaining("versions/");
      origin.commit("main", "versions.json", MARKER);
      assertThat(next(storage, "1-a")).isEqualTo("1.0.3");
    }
  }

  @Test
  void marker_withEntriesOrErrors_stopsAllWrites() {
    try (GitStorage storage = open(Layout.PROJECT)) {
      next(storage, "1-a");
      for (String wrong :
          List.of(
              MARKER.replace("\n}", ",\n  \"deleted\": {}\n}"),
              MARKER.replace("\n}", "\n"),
              MARKER.replace("layout project", "layout projects"))) {
        origin.commit("main", "versions.json", wrong);
        assertThatThrownBy(() -> next(storage, "1-a")).hasMessageContaining("versions.json");
      }
      origin.commit("main", "versions.json", MARKER.replace("\n}", ",\n  \"x\": 1\n}"));
      assertThat(next(storage, "1-a")).isEqualTo("1.0.2");
      assertThat(origin.read("main", "versions.json")).contains("\"x\": 1");
    }
  }

  @Test
  void filesOfPeople_stay() {
    try (GitStorage storage = open(Layout.PROJECT)) {
      next(storage, "1-a");
      origin.commit("main", "versions/readme.md", "Ours\n");
      origin.commit("main", "versions/35/notes.txt", "Ours too\n");
      next(storage, "1-a");
      convert(storage, Layout.SINGLE);
      assertThat(files("main"))
          .containsExactly("versions.json", "versions/35/notes.txt", "versions/readme.md");
      convert(storage, Layout.PROJECT);
      assertThat(files("main"))
          .containsExactly("versions.json", ONE, "versions/35/notes.txt", "versions/readme.md");
      assertThat(next(storage, "1-a")).isEqualTo("1.0.3");
    }
  }

  /** Opens a storage that answers also while the remote is out of reach. */
  private GitStorage openForAnOutage() {
    Optional<String> url = Optional.of(origin.directory().toUri().toString());
    return Stores.open(
        Stores.settings(temporary.resolve("outage"), url, Durability.REMOTE_PREFERRED));
  }

  private void withoutRemote(Runnable changes) {
    Path hidden = origin.directory().resolveSibling("hidden.git");
    assertThat(origin.directory().toFile().renameTo(hidden.toFile())).isTrue();
    changes.run();
    assertThat(hidden.toFile().renameTo(origin.directory().toFile())).isTrue();
  }

  @Test
  void rebase_ofAnUnpushedConversion_repeatsIt() {
    try (GitStorage alone = openForAnOutage();
        GitStorage other = open(Layout.SINGLE)) {
      next(alone, "1-a");
      withoutRemote(
          () -> {
            assertThat(convert(alone, Layout.PROJECT).pushState()).isEqualTo(PushState.PENDING);
            assertThat(next(alone, "1-a")).isEqualTo("1.0.2");
          });
      assertThat(next(other, "2-b")).isEqualTo("1.0.1");
      alone.tryRemoteAgain();
      alone.synchronise();
      assertThat(alone.unpushed()).isZero();
      assertThat(origin.read("main", ONE)).contains("\"current\": \"1.0.2\"");
      assertThat(files("main")).contains(TWO);
      assertThat(next(other, "2-b")).isEqualTo("1.0.2");
      assertSame(storage(alone), other);
    }
  }

  @Test
  void rebase_ofUnpushedChanges_ontoAConvertedBranch_keepsThem() {
    try (GitStorage alone = openForAnOutage();
        GitStorage other = open(Layout.SINGLE)) {
      next(alone, "1-a");
      withoutRemote(() -> assertThat(next(alone, "1-a")).isEqualTo("1.0.2"));
      convert(other, Layout.PROJECT);
      assertThat(next(other, "2-b")).isEqualTo("1.0.1");
      alone.tryRemoteAgain();
      alone.synchronise();
      assertThat(alone.unpushed()).isZero();
      assertThat(origin.read("main", ONE)).contains("\"current\": \"1.0.2\"");
      assertSame(alone, storage(other));
    }
  }

  @Test
  void clone_isPlainAndUseful() {
    try (GitStorage storage = open(Layout.PROJECT)) {
      storage.write(List.of(Stores.patch("1-a"), Stores.patch("2-b"), Stores.patch("1-a")));
    }
    Path clone = temporary.resolve("clone");
    new GitCommand(temporary).run("clone", "-q", origin.directory().toString(), clone.toString());
    assertThat(new GitCommand(clone).run("log", "--format=%s", "--", ONE))
        .containsExactly("1-a 1.0.2", "1-a 1.0.1");
    assertThat(new GitCommand(clone).run("status", "--porcelain")).isEmpty();
  }

  private void remove(String file) {
    GitCommand git = origin.git();
    CommitId head = origin.head("main").orElseThrow();
    git.run("read-tree", head.value());
    git.run("rm", "-q", "--cached", file);
    String tree = git.run("write-tree").get(0);
    String commit =
        git.run(
                "-c",
                "user.name=Somebody",
                "-c",
                "user.email=somebody@example.com",
                "commit-tree",
                "-m",
                "Remove a file",
                "-p",
                head.value(),
                tree)
            .get(0);
    git.run("update-ref", "refs/heads/main", commit, head.value());
  }
}
