package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.HeldVersions;
import org.versionservice.version.Registry;

/**
 * The bare repository on disk: its two references, and what its commits say.
 *
 * <p>{@code refs/heads/} holds what was acknowledged, {@code refs/remotes/origin/} what the remote
 * is known to have.
 */
public final class GitRepository implements AutoCloseable {

  /** The part of the memory that the text of a file may take; what is read from it takes more. */
  private static final int FILE_SHARE = 16;

  /** The free space that a usable disk needs, in bytes. */
  private static final int CHECKED = 64 << 10;

  private final Disk disk;
  private final FileRepository repository;
  private final CommitGraph graph;
  private final ReferenceFile local;
  private final ReferenceFile tracking;

  private GitRepository(Disk disk, FileRepository repository, KnownBranches known, String branch) {
    this.disk = disk;
    this.repository = repository;
    graph = new CommitGraph(repository);
    this.local = new ReferenceFile(disk, repository, known, Constants.R_HEADS + branch);
    this.tracking =
        new ReferenceFile(disk, repository, known, Constants.R_REMOTES + "origin/" + branch);
  }

  /**
   * Opens the repository, which is made if it does not exist. What Git only needs to find its way
   * is made anew where it is damaged.
   */
  public static GitRepository open(Disk disk, Path directory, String branch) throws IOException {
    IsolatedSystemReader.install();
    RepeatedMessages.bound();
    new RepositoryFiles(directory).mend(Constants.R_HEADS + branch);
    FileRepository repository =
        (FileRepository)
            new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build();
    return new GitRepository(disk, repository, KnownBranches.read(disk, directory), branch);
  }

  /**
   * Writes a file where packs are, and removes it.
   *
   * @throws IOException if the disk does not take it
   */
  public void checkWritable() throws IOException {
    Path file = packs().resolve("tmp_check");
    disk.delete(file);
    disk.create(file, ByteBuffer.allocate(CHECKED));
    disk.delete(file);
  }

  public FileRepository jgit() {
    return repository;
  }

  public String branch() {
    return local.name();
  }

  public String trackingBranch() {
    return tracking.name();
  }

  /** The branch on disk. */
  public ReferenceFile local() {
    return local;
  }

  /** How the commits follow each other. */
  public CommitGraph graph() {
    return graph;
  }

  /** What the remote is known to have. */
  public ReferenceFile tracking() {
    return tracking;
  }

  public Path packs() {
    return repository.getObjectDatabase().getPackDirectory().toPath();
  }

  /**
   * The newest acknowledged commit.
   *
   * @throws UnreadableReferenceException if nobody knows
   */
  public Optional<ObjectId> head() throws IOException {
    return local.read();
  }

  /** The newest commit that the remote is known to have; forgotten, the next fetch tells it. */
  public Optional<ObjectId> remoteHead() throws IOException {
    try {
      return tracking.read();
    } catch (UnreadableReferenceException lost) {
      tracking.drop();
      return Optional.empty();
    }
  }

  /** Returns whether the remote is known to have had the branch, however long ago. */
  public boolean wasAtRemote() throws IOException {
    return remoteHead().isPresent() || tracking.wasThere();
  }

  /** Gathers what commits tell beyond their files. */
  public interface Past {
    HeldVersions held() throws IOException;
  }

  /** The state that a commit's file tells, as the successor of what was known before. */
  public BranchState load(ObjectId commit, Registry before)
      throws IOException, InvalidVersionsFileException {
    return load(commit, before, () -> HeldVersions.NONE);
  }

  /**
   * The state that a commit holds, as the successor of what was known before.
   *
   * @param past what the commits tell since then; only gathered if the file is valid
   */
  public BranchState load(ObjectId commit, Registry before, Past past)
      throws IOException, InvalidVersionsFileException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit parsed = parse(walk, commit);
      ObjectReader reader = walk.getObjectReader();
      byte[] tree = reader.open(parsed.getTree(), Constants.OBJ_TREE).getCachedBytes();
      RootTree.check(tree);
      Optional<ObjectId> blob = RootTree.file(tree);
      if (blob.isEmpty()) {
        return BranchState.without(commit, RootTree.of(tree), before, past.held());
      }
      byte[] text = text(reader.open(blob.get(), Constants.OBJ_BLOB));
      return BranchState.read(commit, RootTree.of(tree), blob.get(), text, before, past);
    }
  }

  /**
   * A commit of the branch.
   *
   * @throws CorruptObjectException if it is not what Git takes for one
   */
  static RevCommit parse(RevWalk walk, ObjectId commit) throws IOException {
    try {
      return walk.parseCommit(commit);
    } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
      throw new CorruptObjectException(commit.name() + " is not a commit", malformed);
    }
  }

  /** Has a walk find the commits that {@code tip} has and {@code base} has not. */
  static void mark(RevWalk walk, Optional<ObjectId> base, ObjectId tip) throws IOException {
    walk.markStart(parse(walk, tip));
    if (base.isPresent()) {
      walk.markUninteresting(parse(walk, base.get()));
    }
  }

  private static byte[] text(ObjectLoader file) throws IOException, InvalidVersionsFileException {
    long most = Runtime.getRuntime().maxMemory() / FILE_SHARE;
    if (file.getSize() > most) {
      throw new InvalidVersionsFileException(
          "has " + file.getSize() + " bytes, more than fit into the memory of this process");
    }
    return file.getCachedBytes(Integer.MAX_VALUE);
  }

  /**
   * The steps of this service's commits that {@code tip} has and {@code base} has not, oldest
   * first.
   *
   * @param since commits before it do not count
   */
  public List<CommittedTransition> steps(Optional<ObjectId> base, ObjectId tip, Instant since)
      throws IOException {
    Deque<CommittedTransition> steps = new ArrayDeque<>();
    try (RevWalk walk = new RevWalk(repository)) {
      // The order needs all commits at once, but not what they say.
      walk.setRetainBody(false);
      walk.sort(RevSort.TOPO);
      mark(walk, base, tip);
      for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
        if (Instant.ofEpochSecond(commit.getCommitTime()).isBefore(since)) {
          break;
        }
        walk.parseBody(commit);
        step(commit).ifPresent(steps::addFirst);
        commit.disposeBody();
      }
    }
    return new ArrayList<>(steps);
  }

  /** The commits that {@code tip} has and {@code base} has not, oldest first. */
  public List<ListedCommit> list(Optional<ObjectId> base, ObjectId tip) throws IOException {
    List<ListedCommit> items = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      mark(walk, base, tip);
      for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
        items.add(
            new ListedCommit(
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
  public record Read(Optional<CommittedTransition> issued, String message) {}

  /** Reads commits, in the order given. */
  public List<Read> read(List<ObjectId> commits) throws IOException {
    List<Read> read = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      for (ObjectId id : commits) {
        RevCommit commit = parse(walk, id);
        read.add(new Read(step(commit), commit.getShortMessage()));
      }
    }
    return read;
  }

  /** What a commit says, if it is one of this service's. */
  static Optional<CommittedTransition> step(RevCommit commit) {
    PersonIdent author = commit.getAuthorIdent();
    // JGit finds no end of the trailers where there is no message.
    if (author == null || commit.getShortMessage().isEmpty()) {
      return Optional.empty();
    }
    return CommitMessage.read(commit.getFooterLines(), author.getName(), author.getWhenAsInstant())
        .map(step -> new CommittedTransition(step, new CommitId(commit.name())));
  }

  @Override
  public void close() {
    repository.close();
  }
}
