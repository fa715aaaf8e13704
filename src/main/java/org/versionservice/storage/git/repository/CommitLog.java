package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommittedTransition;

/** What the commits of a repository say, and how they follow each other. */
public final class CommitLog {

  /** Commits never change, so a count stays right; health, metrics and timers ask for the same. */
  private record Counted(Optional<ObjectId> base, ObjectId tip, int commits) {}

  private final Repository repository;
  private volatile Counted last = new Counted(Optional.empty(), ObjectId.zeroId(), 0);

  CommitLog(Repository repository) {
    this.repository = repository;
  }

  /** Returns whether a commit is the other one or one of its ancestors. */
  public boolean isAncestor(ObjectId ancestor, ObjectId of) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      return walk.isMergedInto(parse(walk, ancestor), parse(walk, of));
    }
  }

  /** Returns whether the way back from {@code tip} by first parents leads to a commit. */
  public boolean isOnFirstParents(ObjectId commit, ObjectId tip) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      RevCommit next = parse(walk, tip);
      while (!next.equals(commit) && next.getParentCount() > 0) {
        next = parse(walk, next.getParent(0));
      }
      return next.equals(commit);
    }
  }

  /** The commit before another one; of a merge, the first. */
  public Optional<ObjectId> firstParent(ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit parsed = parse(walk, commit);
      return parsed.getParentCount() == 0
          ? Optional.empty()
          : Optional.of(parsed.getParent(0).copy());
    }
  }

  /** Where two lines of commits parted; empty if they have nothing in common. */
  public Optional<ObjectId> mergeBase(ObjectId one, ObjectId other) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(parse(walk, one));
      walk.markStart(parse(walk, other));
      return Optional.ofNullable(walk.next()).map(RevCommit::copy);
    }
  }

  /** Returns how many commits {@code tip} has that {@code base} does not have. */
  public int count(Optional<ObjectId> base, ObjectId tip) throws IOException {
    Counted known = last;
    if (known.base().equals(base) && known.tip().equals(tip)) {
      return known.commits();
    }
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      mark(walk, base, tip);
      int count = 0;
      while (walk.next() != null) {
        count++;
      }
      last = new Counted(base, tip, count);
      return count;
    }
  }

  /**
   * The steps of this service's commits that {@code tip} has and {@code base} has not, oldest
   * first.
   */
  public List<CommittedTransition> steps(Optional<ObjectId> base, ObjectId tip) throws IOException {
    return steps(base, tip, Instant.EPOCH);
  }

  /**
   * The same without those before a time.
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

  /**
   * A commit and its app.
   *
   * @param time in seconds since 1970
   * @param app empty if the commit is not one of this service's
   */
  public record Listed(ObjectId commit, int time, Optional<ApplicationId> app) {}

  /** The commits that {@code tip} has and {@code base} has not, oldest first. */
  public List<Listed> list(Optional<ObjectId> base, ObjectId tip) throws IOException {
    List<Listed> items = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      mark(walk, base, tip);
      for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
        items.add(
            new Listed(
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
  public record Entry(Optional<CommittedTransition> issued, String message) {}

  /** Reads commits, in the order given. */
  public List<Entry> read(List<ObjectId> commits) throws IOException {
    List<Entry> read = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      for (ObjectId id : commits) {
        RevCommit commit = parse(walk, id);
        read.add(new Entry(step(commit), commit.getShortMessage()));
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

  /** Makes a walk find the commits that {@code tip} has and {@code base} has not. */
  static void mark(RevWalk walk, Optional<ObjectId> base, ObjectId tip) throws IOException {
    walk.markStart(parse(walk, tip));
    if (base.isPresent()) {
      walk.markUninteresting(parse(walk, base.get()));
    }
  }
}
