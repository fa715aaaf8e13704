package org.versionservice.storage.git.repository;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.revwalk.RevWalk;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.storage.git.pack.PackStore;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.version.Layout;

/**
 * Opens the repository of a data directory and repairs it without losing an acknowledged change.
 *
 * <p>A lost reference is restored from the newest stored commit. If objects are lost, the clone is
 * moved aside unchanged, a new one replaces it, and the changes that were not pushed are made again
 * (see {@link SetAsideClone}). A repository without a remote is never replaced.
 */
public final class CloneRecovery {

  private static final System.Logger LOG = System.getLogger(CloneRecovery.class.getName());

  private static final String ASIDE = "unindexed.";
  private static final String UNINDEXED = "(unindexed\\.)?pack-[0-9a-f]{40}\\.pack";

  private final DataDirectory directory;
  private final String branch;
  private final Layout layout;
  private final boolean hasRemote;
  private final Durability durability;
  private final HistoryIndex index;
  private final Disk disk;
  private final Clock clock;
  private Optional<String> problem = Optional.empty();
  private Optional<BranchState> read = Optional.empty();

  /**
   * @param layout the layout of a repository that is still empty
   */
  public CloneRecovery(
      DataDirectory directory,
      String branch,
      Layout layout,
      boolean hasRemote,
      Durability durability,
      HistoryIndex index,
      Disk disk,
      Clock clock) {
    this.directory = directory;
    this.branch = branch;
    this.layout = layout;
    this.hasRemote = hasRemote;
    this.durability = durability;
    this.index = index;
    this.disk = disk;
    this.clock = clock;
  }

  /** Returns the damage that an administrator must repair, and how; empty if there is none. */
  public Optional<String> problem() {
    return problem;
  }

  /** Opens the repository and repairs it; sets {@link #problem} if it cannot. */
  public GitRepository open() throws IOException {
    GitRepository repository = openAsIs();
    indexPacks(repository);
    Optional<String> damage = restoreReferences(repository).or(() -> damage(repository));
    if (damage.isEmpty()) {
      return repository;
    }
    if (!hasRemote) {
      problem = Optional.of("the repository is damaged: restore the data directory from a backup");
      LOG.log(WARNING, "the repository {0} is damaged: {1}", directory.repository(), damage.get());
      return repository;
    }
    repository.close();
    LOG.log(
        WARNING,
        "the clone is damaged ({0}); it is kept in {1}, and cloned anew",
        damage.get(),
        directory.setAside());
    return openAsIs();
  }

  /** Returns the state that {@link #open} read from a commit's files alone, and releases it. */
  public Optional<BranchState> takeRead(ObjectId commit) {
    Optional<BranchState> taken = read.filter(state -> state.commit().equals(Optional.of(commit)));
    read = Optional.empty();
    return taken;
  }

  /** Returns the clones set aside whose changes may not all be pushed yet, oldest first. */
  List<SetAsideClone> pending() throws IOException {
    List<SetAsideClone> clones = new ArrayList<>();
    for (Path clone : directory.setAsideClones()) {
      clones.add(new SetAsideClone(clone, KnownBranches.read(disk, clone), branch, durability));
    }
    return clones;
  }

  void done() throws IOException {
    directory.keepSetAsideClones(clock.instant());
  }

  private GitRepository openAsIs() throws IOException {
    GitRepository repository = GitRepository.open(disk, directory.repository(), branch, layout);
    for (SetAsideClone clone : pending()) {
      if (clone.wasPushed() && repository.remoteHead().isEmpty()) {
        // So a branch that the remote lacks counts as deleted there, not as new.
        repository.tracking().drop();
      }
    }
    return repository;
  }

  /**
   * Indexes packs that have no index: after a crash, such a pack may hold the newest commits. One
   * that a killed start had moved aside is read again.
   */
  private static void indexPacks(GitRepository repository) throws IOException {
    List<Path> packs;
    try (Stream<Path> files = Files.list(repository.packs())) {
      packs =
          files
              .filter(file -> file.getFileName().toString().matches(UNINDEXED))
              .filter(file -> !Files.exists(PackStore.sibling(file, ".idx")))
              .toList();
    }
    for (Path pack : packs) {
      String name = pack.getFileName().toString().replace(ASIDE, "");
      Path aside = Files.move(pack, pack.resolveSibling(ASIDE + name));
      try (InputStream in = Files.newInputStream(aside);
          ObjectInserter inserter = repository.jgit().newObjectInserter()) {
        inserter.newPackParser(in).parse(NullProgressMonitor.INSTANCE);
        inserter.flush();
        Files.delete(aside);
      } catch (IOException cutOff) {
        LOG.log(WARNING, "a pack without its index cannot be read: {0}", aside);
      }
    }
  }

  /** Restores lost references; returns the damage that remains. */
  private Optional<String> restoreReferences(GitRepository repository) throws IOException {
    Optional<ObjectId> pushed = repository.remoteHead();
    if (pushed.isPresent() && !exists(repository, pushed.get())) {
      repository.tracking().drop();
    }
    try {
      repository.head();
      return Optional.empty();
    } catch (UnreadableReferenceException lost) {
      StoredCommits commits = StoredCommits.in(directory.repository().resolve("objects"));
      Optional<ObjectId> tip = commits.newest(pushed);
      if (tip.isEmpty() || !commits.isIntact() || isDoubtful(tip, commits, pushed)) {
        return Optional.of(String.valueOf(lost.getMessage()));
      }
      repository.local().put(tip.get());
      LOG.log(
          WARNING,
          "{0}; it names {1} again, the newest commit that is stored",
          lost.getMessage(),
          tip.get().name());
      return Optional.empty();
    }
  }

  /** Returns whether the newest batch may be neither pushed nor acknowledged. */
  private boolean isDoubtful(
      Optional<ObjectId> tip, StoredCommits commits, Optional<ObjectId> pushed) {
    return hasRemote && !tip.equals(commits.acknowledged(durability, pushed).newest(pushed));
  }

  private static boolean exists(GitRepository repository, ObjectId commit) {
    try (RevWalk walk = new RevWalk(repository.jgit())) {
      walk.parseCommit(commit);
      return true;
    } catch (IOException lost) {
      return false;
    }
  }

  /**
   * Reads everything that a start needs, and returns the first damage. The commits of the index
   * were read when it was written.
   */
  private Optional<String> damage(GitRepository repository) {
    try {
      Optional<ObjectId> head = repository.head();
      if (head.isPresent()) {
        CommitLog commits = repository.commits();
        commits.count(index.commitOf(commits, head.get()), head.get());
        read = Optional.of(repository.load(head.get()));
      }
      return Optional.empty();
    } catch (IOException unreadable) {
      return Optional.of(String.valueOf(unreadable.getMessage()));
    } catch (InvalidVersionsFileException editedByHand) {
      return Optional.empty();
    }
  }
}
