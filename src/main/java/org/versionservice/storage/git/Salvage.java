package org.versionservice.storage.git;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.versionservice.version.Issued;
import org.versionservice.version.Registry;

/**
 * Heals a clone that cannot be read: it is set aside as it is, a new one takes its place, and what
 * was not pushed is made again there.
 *
 * <p>Only where there is a remote to clone from: a local repository is left alone.
 */
final class Salvage {

  private static final System.Logger LOG = System.getLogger(Salvage.class.getName());

  private final DataDirectory directory;
  private final GitSettings settings;
  private final Disk disk;
  private final Clock clock;

  Salvage(DataDirectory directory, GitSettings settings, Disk disk, Clock clock) {
    this.directory = directory;
    this.settings = settings;
    this.disk = disk;
    this.clock = clock;
  }

  /** The repository, or a new one in its place if it cannot be read. */
  GitRepository open() throws IOException {
    try {
      GitRepository repository = openAsIs();
      Optional<String> damage = damage(repository);
      if (damage.isEmpty() || settings.remote().isEmpty()) {
        return repository;
      }
      repository.close();
      setAside(damage.get());
    } catch (IOException unreadable) {
      if (settings.remote().isEmpty()) {
        throw unreadable;
      }
      setAside(String.valueOf(unreadable.getMessage()));
    }
    return openAsIs();
  }

  private GitRepository openAsIs() throws IOException {
    return GitRepository.open(disk, directory.repository(), settings.branch());
  }

  private void setAside(String damage) throws IOException {
    LOG.log(
        WARNING,
        "the clone is damaged ({0}); it is kept in {1}, and cloned anew",
        damage,
        directory.setAside());
  }

  /** Reads all that a start reads. */
  private Optional<String> damage(GitRepository repository) {
    try {
      Optional<ObjectId> head = repository.head();
      if (head.isPresent()) {
        repository.load(head.get(), Registry.empty(settings.keysKeptFor()));
        repository.count(Optional.empty(), head.get());
      }
      return Optional.empty();
    } catch (IOException unreadable) {
      return Optional.of(String.valueOf(unreadable.getMessage()));
    } catch (InvalidVersionsFileException somebodysEdit) {
      return Optional.empty();
    }
  }

  /**
   * The steps in a clone that was set aside that its remote was not known to have, oldest first.
   */
  List<Issued> steps() {
    if (!directory.hasDamaged()) {
      return List.of();
    }
    try (GitRepository damaged = GitRepository.open(disk, directory.damaged(), settings.branch())) {
      return steps(damaged);
    } catch (IOException unreadable) {
      LOG.log(WARNING, "nothing can be read from {0}: {1}", directory.damaged(), unreadable);
      return List.of();
    }
  }

  /** Goes back from the newest commit as far as there is something to read. */
  private List<Issued> steps(GitRepository damaged) throws IOException {
    Optional<ObjectId> pushed = damaged.remoteHead();
    Deque<Issued> steps = new ArrayDeque<>();
    try (RevWalk walk = new RevWalk(damaged.jgit())) {
      Optional<ObjectId> next = damaged.head();
      while (next.isPresent() && !next.equals(pushed)) {
        RevCommit commit = walk.parseCommit(next.get());
        GitRepository.step(commit).ifPresent(steps::addFirst);
        next =
            commit.getParentCount() == 0
                ? Optional.empty()
                : Optional.of(commit.getParent(0).copy());
      }
    } catch (IOException unreadable) {
      LOG.log(WARNING, "older commits in {0} cannot be read: {1}", directory.damaged(), unreadable);
    }
    return new ArrayList<>(steps);
  }

  /** Notes that the steps are made again. */
  void done(int steps) throws IOException {
    LOG.log(INFO, "{0} changes of the damaged clone are there again", steps);
    directory.keepDamaged(clock.instant());
  }
}
