package org.versionservice.storage.git.versionsfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitCommand;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.storage.git.Stores;
import org.versionservice.storage.git.VersionsFiles;
import org.versionservice.version.ApplicationId;

/** A change keeps all other bytes of the file, and an error names its line. */
class VersionsFileTest {

  @TempDir private Path temporary;

  @Test
  void write_toAFileOfTheGoService_touchesTheLinesOfTheAppOnly() {
    String before = VersionsFiles.byGo(20);
    List<String> changed = changedLines(before, "7-app05");
    assertThat(changed)
        .hasSize(7)
        .anyMatch(line -> line.equals("-      \"current\": \"1.4.5\","))
        .anyMatch(line -> line.equals("+      \"current\": \"1.4.6\","))
        .anyMatch(line -> line.startsWith("-      \"last_updated\": \"2024-03-05T"))
        .anyMatch(line -> line.startsWith("+      \"last_updated\": \"20"))
        .contains("+      \"revision\": 1")
        .anyMatch(line -> line.startsWith("-  \"last_updated\": \"2024-03-05T"))
        .anyMatch(line -> line.startsWith("+  \"last_updated\": \"20"));
  }

  @Test
  void write_ofANewApp_addsItWhereItSorts() {
    List<String> changed = changedLines(VersionsFiles.byGo(20), "7-app05a");
    assertThat(changed.stream().filter(line -> line.startsWith("-")).toList()).hasSize(1);
    assertThat(changed).contains("+    \"7-app05a\": {");
  }

  @Test
  void write_toAFileWithUnknownMembers_keepsThem() {
    String text =
        VersionsFiles.own("1-a", "1.0.0")
            .replace("\"revision\": 3", "\"revision\": 3,\n      \"owner\": [\"x\", {\"y\": 1e3}]")
            .replace("{\n  \"versions\"", "{\n  \"schema\": \"v1\",\n  \"versions\"");
    String after = after(text, "1-a");
    assertThat(after)
        .contains("\"schema\": \"v1\"")
        .contains("\"revision\": 4,\n      \"owner\": [\"x\", {\"y\": 1e3}]\n");
  }

  @Test
  void write_afterAnAppWasRemovedByHand_movesItToTheDeleted() {
    GitSettings settings = Stores.localOnly(temporary.resolve("data"));
    BareRepository repository = BareRepository.at(settings.directory().resolve(".git"));
    try (GitStorage storage = Stores.open(settings)) {
      storage.write(List.of(Stores.set("1-a", "1.5.0"), Stores.set("1-b", "2.0.0")));
      repository.commit("main", VersionsFile.NAME, VersionsFiles.own("1-b", "2.0.0"));
      storage.synchronise();
      assertThat(storage.get(new ApplicationId("1-a"))).isEmpty();
      storage.write(List.of(Stores.patch("1-b")));
      String text = repository.read("main", VersionsFile.NAME);
      assertThat(text.substring(text.indexOf("\"deleted\""))).contains("\"1-a\": {", "1.5.0");
      assertThat(Stores.version(storage.write(List.of(Stores.patch("1-a"))).get(0)))
          .isEqualTo("1.5.1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0 | 1.0 | 4",
        "1.0.0 | 01.0.0 | 4",
        "\"current\": \"1.0.0\", | \"current\": \"1.0.0\" | 5",
        "\"current\": \"1.0.0\", | \"current\": 1, | 4",
        "\"current\": \"1.0.0\", | | 3",
        "\"revision\": 3 | \"revision\": -3 | 8",
        "\"revision\": 3 | \"revision\": \"3\" | 8",
        "\"1-a\": { | \"1a\": { | 3",
        "\"1-a\": { | \"1-\\u00e4\": { | 3",
        "\"project_id\": \"1\" | \"project_id\": \"2\" | 5",
        "\"app_name\": \"a\" | \"app_name\": \"b\" | 6",
        "2026-01-02T03:04:05Z\", | yesterday\", | 7",
        "\"versions\": { | \"versionen\": { | 1",
      })
  void read_ofAnInvalidFile_namesTheLine(String part, String wrong, int line) {
    String text = VersionsFiles.own("1-a", "1.0.0").replace(part, wrong == null ? "" : wrong);
    assertThat(text).isNotEqualTo(VersionsFiles.own("1-a", "1.0.0"));
    assertThatThrownBy(() -> VersionsFileReader.read(text.getBytes(UTF_8)))
        .isInstanceOf(InvalidVersionsFileException.class)
        .hasMessageContaining("versions.json")
        .hasMessageContaining("line " + line);
  }

  private String after(String text, String app) {
    BareRepository origin = BareRepository.create(temporary.resolve("origin.git"), "main");
    origin.commit("main", VersionsFile.NAME, text);
    GitSettings settings =
        Stores.settings(
            temporary.resolve("data"),
            Optional.of(origin.directory().toUri().toString()),
            Durability.REMOTE);
    try (GitStorage storage = Stores.open(settings)) {
      storage.write(List.of(Stores.patch(app)));
    }
    origin.git().run("fsck", "--full", "--strict");
    return origin.read("main", VersionsFile.NAME);
  }

  private List<String> changedLines(String before, String app) {
    after(before, app);
    return new GitCommand(temporary.resolve("origin.git"))
        .run("diff", "--unified=0", "main~1", "main").stream()
            .filter(line -> line.matches("[-+](?!--|\\+\\+).*"))
            .toList();
  }
}
