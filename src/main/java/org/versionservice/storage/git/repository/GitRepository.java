package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.version.HeldVersions;
import org.versionservice.version.Registry;

/**
 * The bare repository on disk: its two references, and the states that its commits hold.
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
  private final CommitLog commits;
  private final ReferenceFile local;
  private final ReferenceFile tracking;

  private GitRepository(Disk disk, FileRepository repository, KnownBranches known, String branch) {
    this.disk = disk;
    this.repository = repository;
    this.commits = new CommitLog(repository);
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

  /** What the commits say, and how they follow each other. */
  public CommitLog commits() {
    return commits;
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
      RevCommit parsed = CommitLog.parse(walk, commit);
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

  private static byte[] text(ObjectLoader file) throws IOException, InvalidVersionsFileException {
    if (isTooLarge(file)) {
      throw new InvalidVersionsFileException(
          "has " + file.getSize() + " bytes, more than fit into the memory of this process");
    }
    return file.getCachedBytes(Integer.MAX_VALUE);
  }

  static boolean isTooLarge(ObjectLoader file) {
    return file.getSize() > Runtime.getRuntime().maxMemory() / FILE_SHARE;
  }

  @Override
  public void close() {
    repository.close();
  }
}
