package org.versionservice.storage.git.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.eclipse.jgit.internal.storage.pack.BinaryDelta;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.versionservice.storage.git.Stores;
import org.versionservice.storage.git.VersionsFiles;
import org.versionservice.storage.git.pack.BlobBuffer;
import org.versionservice.storage.git.pack.PackedObject;
import org.versionservice.storage.git.pack.Zlib;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.storage.git.repository.Persons;
import org.versionservice.storage.git.repository.RootTree;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.storage.git.versionsfile.VersionsFileReader;
import org.versionservice.version.Change;
import org.versionservice.version.HeldVersions;
import org.versionservice.version.Registry;

/** The edited text equals the text of the file, and has the content of the registry. */
class CommitBatchTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  @Property(tries = 300)
  void apply_ofAnyChanges_keepsTextFileAndRegistryTogether(
      @ForAll("files") String start, @ForAll("changes") List<Change> changes)
      throws IOException, InvalidVersionsFileException, DataFormatException {
    BranchState base = head(start);
    CommitBatch draft =
        new CommitBatch(
            base, AT, new BlobBuffer(base.text()), new Zlib(), new Persons(Optional.empty()));
    for (Change change : changes) {
      draft.apply(change);
      if (!draft.isEmpty()) {
        byte[] text = draft.text().toBytes();
        assertThat(new String(text, UTF_8))
            .isEqualTo(new String(draft.head().file().toBytes(), UTF_8));
        assertThat(draft.head().blob()).contains(id(text));
        VersionsFileReader.Contents contents = VersionsFileReader.read(text);
        assertThat(contents.apps()).isEqualTo(draft.head().registry().all());
        assertThat(contents.deleted()).isEqualTo(draft.head().registry().allDeleted());
      }
    }
    assertThat(lastBlob(start, draft)).isEqualTo(draft.text().toBytes());
  }

  /** Returns the last text, as Git builds it from the first one and the objects of the draft. */
  private static byte[] lastBlob(String start, CommitBatch draft) throws DataFormatException {
    byte[] text = start.isEmpty() ? VersionsFile.EMPTY.toBytes() : start.getBytes(UTF_8);
    for (PackedObject object : draft.objects()) {
      if (object.type() == Constants.OBJ_BLOB) {
        byte[] content = inflated(object);
        text = object.base().isPresent() ? BinaryDelta.apply(text, content) : content;
        assertThat(id(text)).isEqualTo(object.id());
      }
    }
    return text;
  }

  private static byte[] inflated(PackedObject object) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(object.deflated());
      byte[] content = new byte[object.size()];
      assertThat(inflater.inflate(content)).isEqualTo(content.length);
      return content;
    } finally {
      inflater.end();
    }
  }

  private static BranchState head(String text) throws IOException, InvalidVersionsFileException {
    Registry none = Registry.empty(Duration.ofDays(7));
    return text.isEmpty()
        ? BranchState.none(none)
        : BranchState.read(
            ObjectId.zeroId(),
            RootTree.EMPTY,
            id(text.getBytes(UTF_8)),
            text.getBytes(UTF_8),
            none,
            () -> HeldVersions.NONE);
  }

  private static ObjectId id(byte[] content) {
    try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
      return formatter.idFor(Constants.OBJ_BLOB, content);
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
    Arbitrary<String> versions =
        Combinators.combine(Arbitraries.of(1, 99, 100), Arbitraries.of(0, 9, 10))
            .as((major, minor) -> major + "." + minor + ".0");
    return Arbitraries.oneOf(
            apps.map(Stores::patch),
            Combinators.combine(apps, versions).as(Stores::set),
            apps.map(Stores::delete),
            Arbitraries.just(Stores.deleteProject("7")))
        .list()
        .ofMaxSize(12);
  }
}
