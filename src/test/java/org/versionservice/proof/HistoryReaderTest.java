package org.versionservice.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.RemoteHistory.Conversion;
import org.versionservice.proof.RemoteHistory.Edit;
import org.versionservice.proof.RemoteHistory.Entry;
import org.versionservice.proof.RemoteHistory.Step;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Layout;

class HistoryReaderTest {

  private static final ApplicationId APP = new ApplicationId("1234-user-service");

  @TempDir Path directory;
  private BareRepository remote;
  private GitCommand work;

  @BeforeEach
  void start() throws IOException {
    remote = BareRepository.create(directory.resolve("remote"), "main");
    work = new GitCommand(Files.createDirectory(directory.resolve("work")));
    work.run("init", "--quiet", "--initial-branch=main");
    work.run("config", "user.name", "tester");
    work.run("config", "user.email", "tester@example.org");
    work.run("remote", "add", "origin", "../remote");
  }

  @Test
  void read_ofTheServicesCommits_readsTheirTrailers() throws IOException {
    CommitId set = commit("{\"versions\":{}}", MESSAGE_OF_A_SET);
    CommitId patch =
        commit(
            """
            {"versions": {"1234-user-service": {"current": "1.2.4", "revision": 17}},
             "deleted": {"1234-old": {"current": "3.0.0", "revision": 5}}}
            """,
            MESSAGE_OF_A_PATCH);

    RemoteHistory history = HistoryReader.read(remote, "main");

    assertThat(history.commits())
        .containsExactly(
            new Step(
                set,
                APP,
                "set",
                SeenVersion.parse("1.2.3"),
                Optional.empty(),
                16,
                Optional.empty(),
                Optional.empty()),
            new Step(
                patch,
                APP,
                "patch",
                SeenVersion.parse("1.2.4"),
                Optional.of(SeenVersion.parse("1.2.3")),
                17,
                Optional.of(new IdempotencyKey("job:7,try=2;a")),
                Optional.of(SeenVersion.parse("1.9.9"))));
    assertThat(history.file())
        .isEqualTo(
            Map.of(
                APP,
                new Entry(SeenVersion.parse("1.2.4"), 17, false),
                new ApplicationId("1234-old"),
                new Entry(SeenVersion.parse("3.0.0"), 5, true)));
    assertThat(history.formerHeads()).isEqualTo(List.of(set, patch));
  }

  @Test
  void read_ofSomebodyElsesCommit_readsTheFileAsOfIt() throws IOException {
    CommitId edit =
        commit(
            "{\"versions\": {\"1234-user-service\": {\"current\": \"1.0.0\"}}}",
            "Edited by hand\n\nSigned-off-by: somebody");
    commit("{\"versions\": {}}", "Emptied by hand");

    assertThat(HistoryReader.read(remote, "main").commits().get(0))
        .isEqualTo(new Edit(edit, Map.of(APP, new Entry(SeenVersion.parse("1.0.0"), 0, false))));
  }

  @Test
  void read_ofAConversion_readsTheFilesOfItsLayout() throws IOException {
    write(
        "versions/71/1234.json",
        "{\"versions\": {\"1234-user-service\": {\"current\": \"1.0.0\"}}}");
    CommitId conversion = commit("{\"versions\": \"layout project\"}", MESSAGE_OF_A_CONVERSION);

    RemoteHistory history = HistoryReader.read(remote, "main");

    Map<ApplicationId, Entry> file = Map.of(APP, new Entry(SeenVersion.parse("1.0.0"), 0, false));
    assertThat(history.commits()).containsExactly(new Conversion(conversion, Layout.PROJECT, file));
    assertThat(history.file()).isEqualTo(file);
  }

  @Test
  void read_ofAnEntryInAnotherFile_fails() throws IOException {
    write(
        "versions/72/1234.json",
        "{\"versions\": {\"1234-user-service\": {\"current\": \"1.0.0\"}}}");
    commit("{\"versions\": \"layout project\"}", "Edited by hand");
    assertThatThrownBy(() -> HistoryReader.read(remote, "main"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("and not in versions/71/1234.json");
  }

  private static final String MESSAGE_OF_A_CONVERSION =
      """
      Move all versions to the layout project

      Type: layout
      Change-Id: AAAAAAAAAAAAAAAAAAAAAC
      """;

  private static final String MESSAGE_OF_A_SET =
      """
      1234-user-service 1.2.3

      App: 1234-user-service
      Version: 1.2.3
      Type: set
      Revision: 16
      Change-Id: AAAAAAAAAAAAAAAAAAAAAA
      """;

  private static final String MESSAGE_OF_A_PATCH =
      """
      1234-user-service 1.2.4

      App: 1234-user-service
      Version: 1.2.4
      Previous: 1.2.3
      Type: patch
      Revision: 17
      Change-Id: AAAAAAAAAAAAAAAAAAAAAB
      Idempotency-Key: job:7,try=2;a
      Conflict: 1.9.9
      """;

  private void write(String path, String text) throws IOException {
    Path file = directory.resolve("work").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private CommitId commit(String file, String message) throws IOException {
    write("versions.json", file);
    work.run("add", ".");
    work.run("commit", "--quiet", "--message", message);
    work.run("push", "--quiet", "origin", "main");
    return new CommitId(work.run("rev-parse", "HEAD").get(0));
  }
}
