package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.versionservice.version.CommitId;
import org.versionservice.version.Issued;
import org.versionservice.version.Registry;

/**
 * The bare repository on disk: its two references, and what its commits say.
 *
 * <p>{@code refs/heads/} holds what was acknowledged, {@code refs/remotes/origin/} what the remote
 * is known to have.
 */
final class GitRepository implements AutoCloseable {

  /** Up to this size, in bytes, an object costs next to nothing to send. */
  private static final int SMALL = 1024;

  private final Disk disk;
  private final FileRepository repository;
  private final String local;
  private final String tracking;

  private GitRepository(Disk disk, FileRepository repository, String branch) {
    this.disk = disk;
    this.repository = repository;
    this.local = Constants.R_HEADS + branch;
    this.tracking = Constants.R_REMOTES + "origin/" + branch;
  }

  /** Opens the repository, which is made if it does not exist. */
  static GitRepository open(Disk disk, Path directory, String branch) throws IOException {
    PlainSystemReader.install();
    FileRepository repository =
        (FileRepository)
            new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build();
    if (!Files.exists(directory.resolve(Constants.HEAD))) {
      repository.create(true);
      StoredConfig config = repository.getConfig();
      config.setInt("gc", null, "auto", 0);
      config.save();
    }
    GitRepository opened = new GitRepository(disk, repository, branch);
    if (!opened.local.equals(repository.getFullBranch())) {
      repository.updateRef(Constants.HEAD, true).link(opened.local);
    }
    return opened;
  }

  FileRepository jgit() {
    return repository;
  }

  String branch() {
    return local;
  }

  String trackingBranch() {
    return tracking;
  }

  Path packs() {
    return repository.getObjectDatabase().getPackDirectory().toPath();
  }

  /** The newest acknowledged commit. */
  Optional<ObjectId> head() throws IOException {
    return read(local);
  }

  /** The newest commit that the remote is known to have. */
  Optional<ObjectId> remoteHead() throws IOException {
    return read(tracking);
  }

  /**
   * Moves the branch: the reference is on disk when this returns.
   *
   * @param to empty if there is to be none
   * @return whether the reference was where it was expected to be, and was moved
   */
  boolean moveHead(Optional<ObjectId> expected, Optional<ObjectId> to) throws IOException {
    Path file = repository.getDirectory().toPath().resolve(local);
    Path lock = file.resolveSibling(file.getFileName() + ".lock");
    Path directory = Files.createDirectories(file.resolveSibling(".").normalize());
    String text = to.map(commit -> commit.name() + '\n').orElse("");
    try {
      disk.create(lock, ByteBuffer.wrap(text.getBytes(US_ASCII)));
    } catch (FileAlreadyExistsException somebodyElseMovesIt) {
      return false;
    }
    try {
      if (!head().equals(expected)) {
        return false;
      }
      if (to.isPresent()) {
        disk.rename(lock, file);
      } else {
        disk.delete(file);
      }
    } finally {
      disk.delete(lock);
    }
    disk.force(directory);
    return true;
  }

  /** Remembers what the remote has; forgotten in a crash, the next fetch tells it again. */
  void moveRemoteHead(Optional<ObjectId> expected, ObjectId to) throws IOException {
    RefUpdate update = repository.updateRef(tracking);
    update.setExpectedOldObjectId(expected.orElse(ObjectId.zeroId()));
    update.setNewObjectId(to);
    update.disableRefLog();
    RefUpdate.Result result = update.forceUpdate();
    switch (result) {
      case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> {}
      default -> throw new IOException("reference " + tracking + " was not moved: " + result);
    }
  }

  private Optional<ObjectId> read(String name) throws IOException {
    Ref ref = repository.exactRef(name);
    if (ref == null && Files.exists(repository.getDirectory().toPath().resolve(name))) {
      // Taken for no reference, it would have all numbers issued again.
      throw new IOException("reference " + name + " cannot be read");
    }
    return Optional.ofNullable(ref == null ? null : ref.getObjectId());
  }

  /** The state that a commit holds, as the successor of what was known before. */
  Head load(ObjectId commit, Registry before) throws IOException, InvalidVersionsFileException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit parsed = walk.parseCommit(commit);
      ObjectReader reader = walk.getObjectReader();
      byte[] tree = reader.open(parsed.getTree(), Constants.OBJ_TREE).getCachedBytes();
      Optional<ObjectId> blob = RootTree.file(tree);
      if (blob.isEmpty()) {
        return Head.without(commit, RootTree.of(tree), before);
      }
      byte[] text = reader.open(blob.get(), Constants.OBJ_BLOB).getCachedBytes(Integer.MAX_VALUE);
      return Head.read(commit, RootTree.of(tree), blob.get(), text, before);
    }
  }

  /** Tells whether a commit is the other one or one of its ancestors. */
  boolean isAncestor(ObjectId ancestor, ObjectId of) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.isMergedInto(walk.parseCommit(ancestor), walk.parseCommit(of));
    }
  }

  /**
   * The steps of this service's commits that {@code tip} has and {@code base} has not, oldest
   * first.
   *
   * @param since commits before it do not count
   */
  List<Issued> steps(Optional<ObjectId> base, ObjectId tip, Instant since) throws IOException {
    Deque<Issued> steps = new ArrayDeque<>();
    try (RevWalk walk = new RevWalk(repository)) {
      walk.sort(RevSort.TOPO);
      walk.markStart(walk.parseCommit(tip));
      if (base.isPresent()) {
        walk.markUninteresting(walk.parseCommit(base.get()));
      }
      for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
        if (Instant.ofEpochSecond(commit.getCommitTime()).isBefore(since)) {
          break;
        }
        step(commit).ifPresent(steps::addFirst);
      }
    }
    return new ArrayList<>(steps);
  }

  /** Tells the steps of all commits up to {@code tip}, newest first; keeps none of them. */
  void eachStep(ObjectId tip, Consumer<Issued> reader) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(tip));
      for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
        step(commit).ifPresent(reader);
        commit.disposeBody();
      }
    }
  }

  /** The commits that {@code tip} has and {@code base} has not, oldest first. */
  List<CommitOrder.Item> list(Optional<ObjectId> base, ObjectId tip) throws IOException {
    List<CommitOrder.Item> items = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(tip));
      if (base.isPresent()) {
        walk.markUninteresting(walk.parseCommit(base.get()));
      }
      for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
        items.add(
            new CommitOrder.Item(
                commit.copy(),
                commit.getCommitTime(),
                step(commit).map(step -> step.transition().app())));
        commit.disposeBody();
      }
    }
    Collections.reverse(items);
    return items;
  }

  /** What a commit says: its step, if it is one of this service's, and its first line. */
  record Read(Optional<Issued> issued, String message) {}

  /** Reads commits, in the order given. */
  List<Read> read(List<ObjectId> commits) throws IOException {
    List<Read> read = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      for (ObjectId id : commits) {
        RevCommit commit = walk.parseCommit(id);
        read.add(new Read(step(commit), commit.getShortMessage()));
      }
    }
    return read;
  }

  /** The newest commit of this service's that is {@code tip} or an ancestor of it. */
  Optional<ObjectId> newestOwn(ObjectId tip) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(tip));
      for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
        if (step(commit).isPresent()) {
          return Optional.of(commit.copy());
        }
      }
    }
    return Optional.empty();
  }

  /** Where two lines of commits parted; empty if they have nothing in common. */
  Optional<ObjectId> mergeBase(ObjectId one, ObjectId other) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(walk.parseCommit(one));
      walk.markStart(walk.parseCommit(other));
      return Optional.ofNullable(walk.next()).map(RevCommit::copy);
    }
  }

  /** The newest commits that the remote is known to have, and their directories unless large. */
  List<PackedObject> newestSmallObjects(int count) throws IOException {
    Optional<ObjectId> tip = remoteHead();
    Map<ObjectId, PackedObject> objects = new LinkedHashMap<>();
    if (tip.isEmpty()) {
      return List.of();
    }
    Zlib zlib = new Zlib();
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(tip.get()));
      RevCommit commit = walk.next();
      for (; commit != null && objects.size() < count; commit = walk.next()) {
        add(objects, PackedObject.whole(Constants.OBJ_COMMIT, commit.getRawBuffer(), zlib));
        byte[] tree =
            walk.getObjectReader().open(commit.getTree(), Constants.OBJ_TREE).getCachedBytes();
        if (tree.length < SMALL) {
          add(objects, PackedObject.whole(Constants.OBJ_TREE, tree, zlib));
        }
      }
    }
    return List.copyOf(objects.values());
  }

  private static void add(Map<ObjectId, PackedObject> objects, PackedObject object) {
    objects.put(object.id(), object);
  }

  /** How many commits {@code tip} has that {@code base} has not. */
  int count(Optional<ObjectId> base, ObjectId tip) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      walk.markStart(walk.parseCommit(tip));
      if (base.isPresent()) {
        walk.markUninteresting(walk.parseCommit(base.get()));
      }
      int count = 0;
      while (walk.next() != null) {
        count++;
      }
      return count;
    }
  }

  /** What a commit says, if it is one of this service's. */
  static Optional<Issued> step(RevCommit commit) {
    var author = commit.getAuthorIdent();
    return CommitMessage.read(commit.getFullMessage(), author.getName(), author.getWhenAsInstant())
        .map(step -> new Issued(step, new CommitId(commit.name())));
  }

  @Override
  public void close() {
    repository.close();
  }
}
