package org.versionservice.storage.git.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.eclipse.jgit.internal.storage.pack.BinaryDelta;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.storage.git.pack.PackedObject;
import org.versionservice.storage.git.pack.Zlib;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.storage.git.repository.GitRepository;
import org.versionservice.storage.git.repository.ObjectBatch;
import org.versionservice.storage.git.repository.OpenFiles;
import org.versionservice.storage.git.repository.Persons;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.storage.git.versionsfile.LayoutMarker;
import org.versionservice.version.HeldVersions;
import org.versionservice.version.Layout;
import org.versionservice.version.Registry;

/** A repository without a branch, to make drafts and to read what they would store. */
final class DraftRepository implements AutoCloseable {

  private static final PersonIdent SOMEBODY =
      new PersonIdent("Somebody", "somebody@example.com", Instant.EPOCH, java.time.ZoneOffset.UTC);

  private final GitRepository repository;

  /** The number of objects of the last stored draft that were deltas. */
  private int deltas;

  DraftRepository(Path directory) throws IOException {
    repository = GitRepository.open(new Disk(), directory, "main", Layout.SINGLE);
  }

  /**
   * Commits one file of versions.
   *
   * @param text the text; for no commit, empty
   * @param project the project of all apps in it
   */
  BranchState commit(String text, String project, Layout layout)
      throws IOException, InvalidVersionsFileException {
    BranchState none = BranchState.none(Registry.empty(Duration.ofDays(7)), layout);
    if (text.isEmpty()) {
      return none;
    }
    try (ObjectInserter inserter = repository.jgit().newObjectInserter()) {
      ObjectId file = inserter.insert(Constants.OBJ_BLOB, text.getBytes(UTF_8));
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(
          layout == Layout.SINGLE ? tree(inserter, file) : tree(inserter, file, project));
      commit.setAuthor(SOMEBODY);
      commit.setCommitter(SOMEBODY);
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return repository.load(id, none, () -> HeldVersions.NONE);
    }
  }

  private static ObjectId tree(ObjectInserter inserter, ObjectId file) throws IOException {
    TreeFormatter root = new TreeFormatter();
    root.append("versions.json", FileMode.REGULAR_FILE, file);
    return inserter.insert(root);
  }

  private static ObjectId tree(ObjectInserter inserter, ObjectId file, String project)
      throws IOException {
    TreeFormatter directory = new TreeFormatter();
    directory.append(project + ".json", FileMode.REGULAR_FILE, file);
    byte[] hash = Constants.newMessageDigest().digest(project.getBytes(UTF_8));
    TreeFormatter versions = new TreeFormatter();
    versions.append(
        HexFormat.of().formatHex(hash, 0, 1), FileMode.TREE, inserter.insert(directory));
    TreeFormatter root = new TreeFormatter();
    // Git sorts a directory as if its name ended in a slash.
    root.append(
        "versions.json",
        FileMode.REGULAR_FILE,
        inserter.insert(Constants.OBJ_BLOB, LayoutMarker.PLAIN.toBytes()));
    root.append("versions", FileMode.TREE, inserter.insert(versions));
    return inserter.insert(root);
  }

  /** Begins a draft. */
  CommitBatch draft(BranchState head, Instant at) {
    ObjectBatch objects = new ObjectBatch(new OpenFiles(repository::read), new Zlib(), id -> false);
    return new CommitBatch(head, at, objects, new Persons(Optional.empty()));
  }

  /**
   * Stores the objects of a draft, and returns the state of its newest commit as a reader sees it.
   */
  BranchState stored(CommitBatch draft)
      throws IOException, InvalidVersionsFileException, DataFormatException {
    List<PackedObject> objects = draft.objects().objects();
    deltas = 0;
    for (PackedObject object : objects) {
      store(object);
    }
    return repository.load(draft.head().commit().orElseThrow());
  }

  int deltas() {
    return deltas;
  }

  private void store(PackedObject object) throws IOException, DataFormatException {
    byte[] content = inflated(object);
    if (object.base().isPresent()) {
      content = BinaryDelta.apply(repository.read(object.base().get(), object.type()), content);
      deltas++;
    }
    try (ObjectInserter inserter = repository.jgit().newObjectInserter()) {
      assertThat(inserter.insert(object.type(), content)).isEqualTo(object.id());
      inserter.flush();
    }
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

  /** Returns the ids of the objects that a draft needs and does not contain. */
  static List<ObjectId> missingBases(CommitBatch draft) {
    List<ObjectId> missing = new ArrayList<>();
    List<ObjectId> own = new ArrayList<>();
    for (PackedObject object : draft.objects().objects()) {
      object.base().filter(base -> !own.contains(base)).ifPresent(missing::add);
      own.add(object.id());
    }
    return missing;
  }

  @Override
  public void close() {
    repository.close();
  }
}
