package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.versionservice.storage.git.versionsfile.FileEntries;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.HeldVersions;
import org.versionservice.version.Principal;

/**
 * Collects the changes in the commits of a branch, from the newest back along the first parents.
 * After each merge follow the commits that only its other parents have. So the changes up to a
 * commit do not depend on the commits after it.
 *
 * <p>The message of a commit of this service contains its step, and its file is not read. The
 * changes in any other commit, also in a rewritten one of this service, are the entries that differ
 * from those of its parent.
 */
public final class CommitScan {

  /**
   * A change in a commit.
   *
   * @param app the app's id
   * @param add adds the change to the result
   */
  private record Event(String app, Runnable add) {}

  private final GitRepository repository;
  private final RevWalk walk;
  private final CommitFiles files;
  private final Consumer<CommittedTransition> steps;
  private final HeldVersions.Gatherer held = new HeldVersions.Gatherer();
  private boolean edited;

  private CommitScan(GitRepository repository, RevWalk walk, Consumer<CommittedTransition> steps) {
    this.repository = repository;
    this.walk = walk;
    this.files = new CommitFiles(walk);
    this.steps = steps;
  }

  /**
   * The changes in a range of commits.
   *
   * @param held the changes of each app
   * @param edited whether a commit changed an entry other than by a step of this service
   */
  public record Changes(HeldVersions held, boolean edited) {}

  /**
   * Reads the commits from {@code tip} back to {@code base}.
   *
   * @param base a first-parent ancestor of the tip, which is not read; empty for all commits
   * @param steps takes each step, the newest first
   * @throws IOException if a commit or the directory of one cannot be read
   */
  public static Changes read(
      GitRepository repository,
      Optional<ObjectId> base,
      ObjectId tip,
      Consumer<CommittedTransition> steps)
      throws IOException {
    try (RevWalk walk = new RevWalk(repository.jgit())) {
      CommitScan scan = new CommitScan(repository, walk, steps);
      Optional<RevCommit> next = Optional.of(walk.lookupCommit(tip));
      int all = repository.commits().lastCount(base, tip);
      int done = 0;
      while (next.isPresent() && !next.get().equals(base.orElse(null))) {
        RevCommit commit = scan.parse(next.get());
        scan.read(commit);
        commit.disposeBody();
        repository.progress().report("commits read", ++done, all);
        next = CommitFiles.firstParent(commit);
      }
      return new Changes(scan.held.held(), scan.edited);
    }
  }

  private void read(RevCommit commit) throws IOException {
    Map<String, RevCommit> mergedFrom = new HashMap<>();
    List<Event> merged = new ArrayList<>();
    for (int parent = 1; parent < commit.getParentCount(); parent++) {
      List<Event> side = side(commit, parent);
      for (Event event : side) {
        mergedFrom.put(event.app(), commit.getParent(parent));
      }
      merged.addAll(0, side);
    }
    events(commit, mergedFrom).forEach(event -> event.add().run());
    merged.forEach(event -> event.add().run());
  }

  /**
   * Returns the changes in the commits that a parent of a merge has and the parents before lack.
   */
  private List<Event> side(RevCommit merge, int parent) throws IOException {
    List<Event> events = new ArrayList<>();
    for (ObjectId id : sideCommits(merge, parent)) {
      RevCommit commit = parse(id);
      events.addAll(events(commit, Map.of()));
      commit.disposeBody();
    }
    return events;
  }

  private List<ObjectId> sideCommits(RevCommit merge, int parent) throws IOException {
    List<ObjectId> commits = new ArrayList<>();
    try (RevWalk side = new RevWalk(repository.jgit())) {
      side.setRetainBody(false);
      side.sort(RevSort.TOPO);
      side.markStart(side.parseCommit(merge.getParent(parent)));
      for (int earlier = 0; earlier < parent; earlier++) {
        side.markUninteresting(side.parseCommit(merge.getParent(earlier)));
      }
      for (RevCommit commit = side.next(); commit != null; commit = side.next()) {
        commits.add(commit.copy());
      }
    }
    return commits;
  }

  /**
   * @param mergedFrom the parent to compare an app's entry with, if it is not the first one
   */
  private List<Event> events(RevCommit commit, Map<String, RevCommit> mergedFrom)
      throws IOException {
    List<Event> events = new ArrayList<>();
    Optional<CommittedTransition> step = CommitLog.step(commit);
    boolean own = isOwn(commit);
    step.ifPresent(found -> events.add(event(found, own)));
    boolean known = step.isPresent() || CommitMessage.isOfLayout(commit.getFooterLines());
    if (known && own) {
      return events;
    }
    for (String id : changed(commit, mergedFrom)) {
      Optional<RevCommit> parent =
          Optional.ofNullable(mergedFrom.get(id)).or(() -> CommitFiles.firstParent(commit));
      Optional<FileEntries.Entry> before = files.find(parent, id);
      Optional<FileEntries.Entry> after = files.find(Optional.of(commit), id);
      if (!before.equals(after)) {
        events.add(
            new Event(
                id,
                () ->
                    addEdit(
                        before.map(FileEntries.Entry::version),
                        after.map(FileEntries.Entry::version))));
      }
    }
    return events;
  }

  private Event event(CommittedTransition step, boolean own) {
    return new Event(
        step.transition().app().value(),
        () -> {
          if (own) {
            held.addOlder(step.transition());
          } else {
            held.addOlderClaim(step.transition());
          }
          steps.accept(step);
        });
  }

  private void addEdit(Optional<ApplicationVersion> before, Optional<ApplicationVersion> after) {
    held.addOlderEdit(before, after);
    edited = true;
  }

  /** Returns the apps whose entries may differ from those of the parent to compare with. */
  private Set<String> changed(RevCommit commit, Map<String, RevCommit> mergedFrom)
      throws IOException {
    Set<String> ids = new TreeSet<>(mergedFrom.keySet());
    ids.addAll(files.changed(commit));
    return ids;
  }

  /** Returns whether the service made the commit: a rewrite changes the committer. */
  private static boolean isOwn(RevCommit commit) {
    PersonIdent committer = commit.getCommitterIdent();
    return commit.getParentCount() < 2
        && committer != null
        && committer.getName().equals(Principal.SERVICE.name());
  }

  private RevCommit parse(ObjectId id) throws IOException {
    RevCommit commit = CommitLog.parse(walk, id);
    walk.parseBody(commit);
    return commit;
  }
}
