package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/** How the commits of a repository follow each other. */
public final class CommitGraph {

  /** Commits never change, so a count stays right; health, metrics and timers ask for the same. */
  private record Counted(Optional<ObjectId> base, ObjectId tip, int commits) {}

  private final Repository repository;
  private volatile Counted last = new Counted(Optional.empty(), ObjectId.zeroId(), 0);

  CommitGraph(Repository repository) {
    this.repository = repository;
  }

  /** Returns whether a commit is the other one or one of its ancestors. */
  public boolean isAncestor(ObjectId ancestor, ObjectId of) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      return walk.isMergedInto(GitRepository.parse(walk, ancestor), GitRepository.parse(walk, of));
    }
  }

  /** Returns whether the way back from {@code tip} by first parents leads to a commit. */
  public boolean isOnFirstParents(ObjectId commit, ObjectId tip) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      RevCommit next = GitRepository.parse(walk, tip);
      while (!next.equals(commit) && next.getParentCount() > 0) {
        next = GitRepository.parse(walk, next.getParent(0));
      }
      return next.equals(commit);
    }
  }

  /** The commit before another one; of a merge, the first. */
  public Optional<ObjectId> firstParent(ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit parsed = GitRepository.parse(walk, commit);
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
      walk.markStart(GitRepository.parse(walk, one));
      walk.markStart(GitRepository.parse(walk, other));
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
      GitRepository.mark(walk, base, tip);
      int count = 0;
      while (walk.next() != null) {
        count++;
      }
      last = new Counted(base, tip, count);
      return count;
    }
  }
}
