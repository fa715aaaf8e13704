package org.versionservice.storage.git.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.DataFormatException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.util.FileUtils;
import org.versionservice.storage.git.Stores;
import org.versionservice.storage.git.VersionsFiles;
import org.versionservice.storage.git.pack.PackedObject;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.version.Change;
import org.versionservice.version.Layout;
import org.versionservice.version.Registry;

/** The objects of a draft are what Git builds from them, and have the content of the registry. */
class CommitBatchTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  private static final Path DIRECTORY = directory();
  private static final DraftRepository REPOSITORY = repository();

  private static Path directory() {
    try {
      return Files.createTempDirectory("drafts");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static DraftRepository repository() {
    try {
      return new DraftRepository(DIRECTORY);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @AfterContainer
  static void close() throws IOException {
    REPOSITORY.close();
    FileUtils.delete(DIRECTORY.toFile(), FileUtils.RECURSIVE);
  }

  @Property(tries = 300)
  void apply_ofAnyChanges_storesTheRegistry(
      @ForAll Layout layout, @ForAll("files") String start, @ForAll("changes") List<Change> changes)
      throws IOException, InvalidVersionsFileException, DataFormatException {
    BranchState base = REPOSITORY.commit(start, "7", layout);
    CommitBatch draft = REPOSITORY.draft(base, AT);
    for (Change change : changes) {
      draft.apply(change);
    }
    if (!draft.isEmpty()) {
      BranchState stored = REPOSITORY.stored(draft);
      Registry expected = draft.head().registry();
      assertThat(stored.registry().all()).isEqualTo(expected.all());
      assertThat(stored.registry().allDeleted()).isEqualTo(expected.allDeleted());
      assertThat(stored.registry().problems()).isEmpty();
      assertThat(stored.files().layout()).isEqualTo(layout);
      assertThat(stored.unwritten()).isEmpty();
      assertThat(REPOSITORY.deltas()).isGreaterThanOrEqualTo(draft.steps().size() - 1);
      for (ObjectId id : DraftRepository.missingBases(draft)) {
        PackedObject whole = draft.objects().base(id);
        assertThat(whole.id()).isEqualTo(id);
        assertThat(whole.base()).isEmpty();
      }
    }
  }

  @Provide
  Arbitrary<String> files() {
    String go = VersionsFiles.byGo(6);
    String unsorted = go.replace("app01", "app99");
    String own = VersionsFiles.own("7-app03", "1.4.5");
    String entry = own.substring(own.indexOf("\n    \"7-"), own.indexOf("\n  }"));
    String ownUnsorted = own.replace(entry, entry + "," + entry.replace("app03", "app01"));
    return Arbitraries.of("", go, unsorted, go + "\n", own, ownUnsorted);
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<String> apps = Arbitraries.integers().between(0, 9).map(i -> "7-app0" + i);
    Arbitrary<String> others = Arbitraries.integers().between(1, 300).map(i -> i + "-other");
    Arbitrary<String> versions =
        Combinators.combine(Arbitraries.of(1, 99, 100), Arbitraries.of(0, 9, 10))
            .as((major, minor) -> major + "." + minor + ".0");
    return Arbitraries.oneOf(
            apps.map(Stores::patch),
            others.map(Stores::patch),
            Combinators.combine(apps, versions).as(Stores::set),
            apps.map(Stores::delete),
            Arbitraries.just(Stores.deleteProject("7")))
        .list()
        .ofMaxSize(12);
  }
}
