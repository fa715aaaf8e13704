package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.versionservice.storage.SteadyClock;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.version.HeldVersions;
import org.versionservice.version.Layout;
import org.versionservice.version.Registry;

/**
 * The bare repository on disk, with two references. The one below {@code refs/heads/} names the
 * newest acknowledged commit, the one below {@code refs/remotes/origin/} the newest commit that the
 * remote is known to have.
 */
public final class GitRepository implements AutoCloseable {

  /** The fraction of the heap that a file may use is one by this number; its entries use more. */
  private static final int MEMORY_SHARE = 16;

  /** The free space that a usable disk needs, in bytes. */
  private static final int MIN_FREE_SPACE = 64 << 10;

  private final Disk disk;
  private final FileRepository repository;
  private final StartProgress progress = new StartProgress(new SteadyClock());
  private final CommitLog commits;
  private final ReferenceFile local;
  private final ReferenceFile tracking;
  private final Layout initial;

  private GitRepository(
      Disk disk, FileRepository repository, KnownBranches known, String branch, Layout initial) {
    this.disk = disk;
    this.initial = initial;
    this.repository = repository;
    this.commits = new CommitLog(repository, progress);
    this.local = new ReferenceFile(disk, repository, known, Constants.R_HEADS + branch);
    this.tracking =
        new ReferenceFile(disk, repository, known, Constants.R_REMOTES + "origin/" + branch);
  }

  /**
   * Opens the repository; creates it, and files without data, if missing or damaged.
   *
   * @param initial the layout of a repository that is still empty
   */
  public static GitRepository open(Disk disk, Path directory, String branch, Layout initial)
      throws IOException {
    RepeatedMessages.install();
    RepositoryFiles.repair(directory, Constants.R_HEADS + branch);
    IsolatedSystemReader.install(directory);
    FileRepository repository =
        (FileRepository)
            new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build();
    KnownBranches known = KnownBranches.read(disk, directory);
    return new GitRepository(disk, repository, known, branch, initial);
  }

  /**
   * Checks that the disk is writable and has {@value #MIN_FREE_SPACE} bytes free.
   *
   * @throws IOException if it is not
   */
  public void checkWritable() throws IOException {
    Path file = packs().resolve("tmp_check");
    disk.delete(file);
    disk.create(file, ByteBuffer.allocate(MIN_FREE_SPACE));
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

  public ReferenceFile local() {
    return local;
  }

  public CommitLog commits() {
    return commits;
  }

  /** Returns the progress of the start that opened this repository. */
  public StartProgress progress() {
    return progress;
  }

  public ReferenceFile tracking() {
    return tracking;
  }

  public Path packs() {
    return repository.getObjectDatabase().getPackDirectory().toPath();
  }

  /**
   * Returns the newest acknowledged commit.
   *
   * @throws UnreadableReferenceException if the reference is damaged or lost
   */
  public Optional<ObjectId> head() throws IOException {
    return local.read();
  }

  /** Returns the newest known commit of the remote; if that is lost, empty until the next fetch. */
  public Optional<ObjectId> remoteHead() throws IOException {
    try {
      return tracking.read();
    } catch (UnreadableReferenceException lost) {
      tracking.drop();
      return Optional.empty();
    }
  }

  /** Returns whether the remote is known to have, or to have had, the branch. */
  public boolean wasAtRemote() throws IOException {
    return remoteHead().isPresent() || tracking.existed();
  }

  /** Reads the changes in the commits since the previous state. */
  public interface HeldReader {
    HeldVersions read() throws IOException;
  }

  /** Returns the state in a commit's files alone. */
  public BranchState load(ObjectId commit) throws IOException, InvalidVersionsFileException {
    return load(commit, none(Registry.empty(Duration.ZERO)), () -> HeldVersions.NONE);
  }

  /**
   * Returns the state of a commit, as the successor of a previous one.
   *
   * @param held reads the changes since the previous state; called only if the files can be read
   * @throws InvalidVersionsFileException if the files are invalid or too large for the memory
   */
  public BranchState load(ObjectId commit, BranchState before, HeldReader held)
      throws IOException, InvalidVersionsFileException {
    try (RevWalk walk = new RevWalk(repository)) {
      return new BranchReader(walk, progress).read(commit, before, held);
    }
  }

  /** Returns the state before the first commit. */
  public BranchState none(Registry registry) {
    return BranchState.none(registry, initial);
  }

  /** Returns the content of an object. */
  public byte[] read(ObjectId id, int type) throws IOException {
    try (ObjectReader reader = repository.newObjectReader()) {
      return ObjectSource.of(reader).read(id, type);
    }
  }

  static byte[] text(ObjectLoader file) throws IOException, InvalidVersionsFileException {
    if (isTooLarge(file)) {
      throw new InvalidVersionsFileException(
          "has " + file.getSize() + " bytes, more than fit into the memory of this process");
    }
    return file.getCachedBytes(Integer.MAX_VALUE);
  }

  static boolean isTooLarge(ObjectLoader file) {
    return file.getSize() > Runtime.getRuntime().maxMemory() / MEMORY_SHARE;
  }

  @Override
  public void close() {
    repository.close();
  }
}
