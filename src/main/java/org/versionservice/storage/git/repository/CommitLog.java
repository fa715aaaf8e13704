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
import org.versionservice.version.Request;

/** Reads the commits of a repository: their ancestry, order and messages. */
public final class CommitLog {

  /** The last count; commits never change, and health, metrics and timers count the same range. */
  private record Counted(Optional<ObjectId> base, ObjectId tip, int commits) {}

  private final Repository repository;
  private final StartProgress progress;
  private volatile Counted last = new Counted(Optional.empty(), ObjectId.zeroId(), 0);

  CommitLog(Repository repository, StartProgress progress) {
    this.repository = repository;
    this.progress = progress;
  }

  /** Returns whether the first commit is the second or an ancestor of it. */
  public boolean isAncestor(ObjectId ancestor, ObjectId of) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      return walk.isMergedInto(parse(walk, ancestor), parse(walk, of));
    }
  }

  /** Returns whether a commit is {@code tip} or a first-parent ancestor of it. */
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

  /**
   * Returns whether at least {@code commits} commits are on the first parents from {@code tip}
   * before {@code base}.
   */
  public boolean isLonger(Optional<ObjectId> base, ObjectId tip, int commits) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      Optional<RevCommit> next = Optional.of(parse(walk, tip));
      int newer = 0;
      while (newer < commits && next.isPresent() && !next.get().equals(base.orElse(null))) {
        newer++;
        next = CommitFiles.firstParent(parse(walk, next.get()));
      }
      return newer >= commits;
    }
  }

  public Optional<ObjectId> firstParent(ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      return CommitFiles.firstParent(parse(walk, commit)).map(RevCommit::copy);
    }
  }

  /** Returns the newest common ancestor of two commits; empty if they have none. */
  public Optional<ObjectId> mergeBase(ObjectId one, ObjectId other) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(parse(walk, one));
      walk.markStart(parse(walk, other));
      return Optional.ofNullable(walk.next()).map(RevCommit::copy);
    }
  }

  /** Returns the number of commits that {@code tip} has and {@code base} lacks. */
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
        progress.report("commits checked", ++count, 0);
      }
      last = new Counted(base, tip, count);
      return count;
    }
  }

  /** Returns the same number if it was counted last; otherwise 0. */
  int lastCount(Optional<ObjectId> base, ObjectId tip) {
    Counted known = last;
    return known.base().equals(base) && known.tip().equals(tip) ? known.commits() : 0;
  }

  /**
   * Returns the steps in those commits of this service that {@code tip} has and {@code base} lacks,
   * oldest first.
   */
  public List<CommittedTransition> steps(Optional<ObjectId> base, ObjectId tip) throws IOException {
    return steps(base, tip, Instant.EPOCH);
  }

  /**
   * Returns the same steps, without commits before a time.
   *
   * @param since the time of the oldest commit to return
   */
  public List<CommittedTransition> steps(Optional<ObjectId> base, ObjectId tip, Instant since)
      throws IOException {
    Deque<CommittedTransition> steps = new ArrayDeque<>();
    try (RevWalk walk = new RevWalk(repository)) {
      // Topological order keeps all commits in memory, so their messages are read later.
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
   * Returns the request of the newest conversion between layouts that {@code tip} has beyond {@code
   * base}, unless {@code other} has it too, perhaps in another commit.
   */
  public Optional<Request> conversion(ObjectId base, ObjectId tip, ObjectId other)
      throws IOException {
    Optional<Request> newest = conversions(base, tip).stream().findFirst();
    return newest.isPresent() && conversions(base, other).contains(newest.get())
        ? Optional.empty()
        : newest;
  }

  /** Returns the requests of conversions, newest first. */
  private List<Request> conversions(ObjectId base, ObjectId tip) throws IOException {
    List<Request> conversions = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      mark(walk, Optional.of(base), tip);
      for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
        PersonIdent author = commit.getAuthorIdent();
        if (author != null) {
          CommitMessage.readLayout(commit.getFooterLines(), author.getName())
              .ifPresent(conversions::add);
        }
        commit.disposeBody();
      }
    }
    return conversions;
  }

  /**
   * A commit and its app.
   *
   * @param time the commit time, in seconds since 1970
   * @param app empty if the service did not make the commit
   */
  public record Listed(ObjectId commit, int time, Optional<ApplicationId> app) {}

  /** Returns the commits that {@code tip} has and {@code base} lacks, oldest first. */
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

  /**
   * The content of a commit's message.
   *
   * @param issued the step; empty if the service did not make the commit
   * @param message the first line
   */
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

  /** Returns the step of a commit; empty if the service did not make the commit. */
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
   * Reads a commit.
   *
   * @throws CorruptObjectException if its content is not a commit
   */
  static RevCommit parse(RevWalk walk, ObjectId commit) throws IOException {
    try {
      return walk.parseCommit(commit);
    } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
      throw new CorruptObjectException(commit.name() + " is not a commit", malformed);
    }
  }

  private static void mark(RevWalk walk, Optional<ObjectId> base, ObjectId tip) throws IOException {
    walk.markStart(parse(walk, tip));
    if (base.isPresent()) {
      walk.markUninteresting(parse(walk, base.get()));
    }
  }
}
