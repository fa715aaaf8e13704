package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.storage.git.versionsfile.EntryMap;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.storage.git.versionsfile.TextPart;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.storage.git.versionsfile.VersionsFileReader;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.Outcome;
import org.versionservice.version.Registry;
import org.versionservice.version.Transition;

/** Whatever the style of the file, a change leaves it valid and changes only its own entry. */
class SpellingTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  @Property(tries = 300)
  void change_ofAFileInAnySpelling_keepsItValidAndTheOtherEntriesAsTheyAre(
      @ForAll long seed, @ForAll("changes") List<Change> changes)
      throws IOException, InvalidVersionsFileException {
    AnySpelling.File file = AnySpelling.of(seed);
    Map<String, String> untouched = new HashMap<>(file.entries());
    Edited edited = new Edited(file.text());
    for (Change change : changes) {
      if (edited.apply(change) instanceof Outcome.Applied applied) {
        applied.transitions().forEach(step -> untouched.remove(step.app().value()));
        String text = edited.text();
        assertSays(text, edited.registry);
        untouched.values().forEach(entry -> assertThat(text).contains(entry));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {" ,", "\t,", "\r\n,", "\n  , "})
  void change_ofAFileWithSpaceBeforeAComma_writesOneComma(String comma)
      throws IOException, InvalidVersionsFileException {
    String text = VersionsFiles.byGo(3).replace("},", "}" + comma);
    for (String app : List.of("7-app00", "7-app01", "7-app02", "7-app03", "7-app04")) {
      Edited edited = new Edited(text);
      edited.apply(Stores.patch(app));
      edited.apply(Stores.delete(app));
      edited.apply(Stores.patch(app));
      assertSays(edited.text(), edited.registry);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"versions\":{},\"versions\":{}}",
        "{\"versions\":{},\"vers\\u0069ons\":{}}",
        "{\"versions\":{\"1-a\":{\"current\":\"1.0.0\"},\"1-\\u0061\":{\"current\":\"1.0.0\"}}}",
        "{\"versions\":{\"1-a\":{\"current\":\"1.0.0\",\"x\":1,\"x\":2}}}",
        "{\"versions\":{\"1-a\":{\"current\":\"1.0.0\",\"x\":{\"y\":1,\"y\":1}}}}",
      })
  void read_ofAFileWithAMemberTwice_isInvalid(String text) {
    assertThat(VersionsFileReader.matches(text.getBytes(UTF_8), none())).isFalse();
  }

  /** The file was read wrongly: a comma is missing behind the map, or there are two. */
  @ParameterizedTest
  @ValueSource(strings = {"\"last_updated\": ", ",, \"last_updated\": "})
  void confirm_ofAFileThatDoesNotSayTheRegistry_writesItAnew(String wrong)
      throws IOException, InvalidVersionsFileException {
    VersionsFileReader.Contents contents =
        VersionsFileReader.read(VersionsFiles.byGo(3).getBytes(UTF_8));
    Registry registry = none().succeededBy(contents.apps(), contents.deleted());
    EntryMap apps = EntryMap.of(List.of(), "}".getBytes(UTF_8));
    VersionsFile broken =
        new VersionsFile(
            List.of(
                new TextPart.Fixed("{ \"versions\" : {".getBytes(UTF_8)),
                new TextPart.Apps(apps),
                new TextPart.Fixed(wrong.getBytes(UTF_8)),
                TextPart.Stamp.of("\"\"".getBytes(UTF_8)),
                new TextPart.Fixed(", \"x\" : 1}".getBytes(UTF_8))),
            List.of("\"x\" : 1"));
    String text = new String(broken.confirmed(registry, List.of(), AT).toBytes(), UTF_8);
    assertSays(text, registry);
    assertThat(text).contains("\n  \"x\" : 1,\n", AT.toString());
  }

  private static void assertSays(String text, Registry registry)
      throws IOException, InvalidVersionsFileException {
    VersionsFileReader.Contents contents = VersionsFileReader.read(text.getBytes(UTF_8));
    assertThat(contents.apps()).containsExactlyInAnyOrderElementsOf(registry.all());
    assertThat(contents.deleted()).containsExactlyInAnyOrderElementsOf(registry.allDeleted());
    // An independent reader, which does not share the assumptions of this service.
    String withoutMark = text.startsWith("\ufeff") ? text.substring(1) : text;
    try (JsonReader reader = Json.createReader(new StringReader(withoutMark))) {
      assertThat(reader.readObject().getJsonObject("versions").keySet())
          .hasSize(registry.all().size());
    }
  }

  /** A file and its registry. */
  private static final class Edited {
    private VersionsFile file;
    private Registry registry;

    Edited(String text) throws InvalidVersionsFileException {
      VersionsFileReader.Contents contents = VersionsFileReader.read(text.getBytes(UTF_8));
      file = contents.file();
      registry = none().succeededBy(contents.apps(), contents.deleted());
    }

    Outcome apply(Change change) {
      Outcome outcome = registry.apply(change, AT);
      if (outcome instanceof Outcome.Applied applied) {
        registry = applied.registry();
        List<ApplicationId> apps = applied.transitions().stream().map(Transition::app).toList();
        file = file.with(registry, apps, AT);
      }
      return outcome;
    }

    String text() {
      return new String(file.toBytes(), UTF_8);
    }
  }

  private static Registry none() {
    return Registry.empty(Duration.ofDays(7));
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<String> apps = Arbitraries.integers().between(0, 10).map(i -> "7-app0" + i);
    Arbitrary<Change> sets =
        Combinators.combine(apps, Arbitraries.integers().between(0, 30))
            .as((app, minor) -> Stores.set(app, "1." + minor + ".1"));
    return Arbitraries.oneOf(apps.map(Stores::patch), sets, apps.map(Stores::delete))
        .list()
        .ofMaxSize(10);
  }
}
