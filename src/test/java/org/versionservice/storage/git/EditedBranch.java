package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.version.ApplicationVersion;

/** A branch of a bare repository on disk, with fast commits by hand. */
public final class EditedBranch implements AutoCloseable {

  private static final PersonIdent SOMEBODY =
      new PersonIdent(
          "Somebody",
          "somebody@example.com",
          Instant.EPOCH.plusSeconds(1_700_000_000),
          java.time.ZoneOffset.UTC);

  private final FileRepository repository;
  private int commits;

  EditedBranch(Path bare) throws IOException {
    repository = new FileRepository(bare.toFile());
  }

  Optional<ObjectId> head() throws IOException {
    return Optional.ofNullable(repository.resolve("refs/heads/main"));
  }

  /** Returns the commit a number of first parents before the newest one, or the first commit. */
  Optional<ObjectId> ancestor(int back) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(head().orElseThrow());
      for (int i = 0; i < back && commit.getParentCount() > 0; i++) {
        commit = walk.parseCommit(commit.getParent(0));
      }
      return Optional.of(commit.copy());
    }
  }

  byte[] file() throws IOException {
    return Objects.requireNonNull(files().get(VersionsFile.NAME));
  }

  /** Returns all files of the newest commit by their paths. */
  Map<String, byte[]> files() throws IOException {
    return files(head().orElseThrow());
  }

  /** Returns all files of a commit by their paths. */
  Map<String, byte[]> files(ObjectId id) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (RevWalk walk = new RevWalk(repository);
        TreeWalk tree = new TreeWalk(walk.getObjectReader())) {
      tree.addTree(walk.parseCommit(id).getTree());
      tree.setRecursive(true);
      while (tree.next()) {
        byte[] text = walk.getObjectReader().open(tree.getObjectId(0)).getCachedBytes();
        files.put(tree.getPathString(), text);
      }
    }
    return files;
  }

  /** Creates a commit of one file by another author, on no branch. */
  ObjectId make(byte[] text, String message, List<ObjectId> parents) throws IOException {
    return make(Map.of(VersionsFile.NAME, text), message, parents);
  }

  /** Creates a commit of files by another author, on no branch. */
  ObjectId make(Map<String, byte[]> files, String message, List<ObjectId> parents)
      throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      DirCache index = DirCache.newInCore();
      DirCacheBuilder builder = index.builder();
      for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
        DirCacheEntry entry = new DirCacheEntry(file.getKey());
        entry.setFileMode(FileMode.REGULAR_FILE);
        entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, file.getValue()));
        builder.add(entry);
      }
      builder.finish();
      CommitBuilder made = new CommitBuilder();
      made.setTreeId(index.writeTree(inserter));
      made.setParentIds(parents);
      made.setAuthor(SOMEBODY);
      made.setCommitter(
          new PersonIdent(SOMEBODY, SOMEBODY.getWhenAsInstant().plusSeconds(commits++)));
      made.setMessage(message);
      ObjectId commit = inserter.insert(made);
      inserter.flush();
      return commit;
    }
  }

  /** Moves the branch by force. */
  void move(ObjectId to) throws IOException {
    RefUpdate update = repository.updateRef("refs/heads/main");
    update.setNewObjectId(to);
    update.forceUpdate();
  }

  /** Commits a file on top of the branch. */
  void commit(byte[] text) throws IOException {
    move(make(text, "Edit by hand", head().stream().toList()));
  }

  /** Commits files on top of the branch. */
  void commit(Map<String, byte[]> files) throws IOException {
    move(make(files, "Edit by hand", head().stream().toList()));
  }

  void amend(byte[] text) throws IOException {
    amend(Map.of(VersionsFile.NAME, text));
  }

  /** Replaces the newest commit by one with the same message and parents. */
  void amend(Map<String, byte[]> files) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(head().orElseThrow());
      List<ObjectId> parents = Arrays.stream(commit.getParents()).map(RevCommit::copy).toList();
      move(make(files, commit.getFullMessage(), parents));
    }
  }

  /** Returns a file with the given entries and no other member. */
  static byte[] text(List<ApplicationVersion> apps, List<ApplicationVersion> deleted) {
    return ("{\"versions\": {" + entries(apps) + "},\n \"deleted\": {" + entries(deleted) + "}}\n")
        .getBytes(UTF_8);
  }

  private static String entries(List<ApplicationVersion> entries) {
    return String.join(
        ",",
        entries.stream()
            .map(
                entry ->
                    "\n  \"%s\": {\"current\": \"%s\", \"highest\": \"%s\", \"revision\": %d, %s %s \"last_updated\": \"%s\"}"
                        .formatted(
                            entry.id(),
                            entry.current(),
                            entry.highest(),
                            entry.revision(),
                            entry
                                .repoName()
                                .map(name -> "\"repo_name\": \"" + name + "\",")
                                .orElse(""),
                            entry.sha().map(sha -> "\"sha\": \"" + sha + "\",").orElse(""),
                            entry.lastUpdated()))
            .toList());
  }

  @Override
  public void close() {
    repository.close();
  }
}
