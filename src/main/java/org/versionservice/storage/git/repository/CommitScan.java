package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jgit.errors.CorruptObjectException;
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
 * Reads what the commits of a branch tell, from the newest one back along the first parents; behind
 * a merge come the commits that its other parents bring. So what is told up to a commit does not
 * depend on what follows it.
 *
 * <p>A commit of this service tells its step in its message, and its file is not read. Any other
 * commit, also one of this service that somebody rewrote, tells of the entries that it changed.
 */
public final class CommitScan {

  /** What one commit tells. */
  private sealed interface Event {

    /** The app's id. */
    String app();

    /**
     * A step that a message tells.
     *
     * @param own whether the commit is as this service made it
     */
    record Step(CommittedTransition issued, boolean own) implements Event {
      @Override
      public String app() {
        return issued.transition().app().value();
      }
    }

    /** An entry that a commit changed. */
    record Edit(String app, Optional<ApplicationVersion> before, Optional<ApplicationVersion> after)
        implements Event {}
  }

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
   * What commits tell.
   *
   * @param held what they tell of each app
   * @param edited whether one of them changed an entry otherwise than by a step of this service
   */
  public record Told(HeldVersions held, boolean edited) {}

  /**
   * Reads the commits from {@code tip} back to {@code base}.
   *
   * @param base is reached from the tip by first parents; empty for all commits
   * @param steps takes each step, the newest first
   */
  public static Told read(
      GitRepository repository,
      Optional<ObjectId> base,
      ObjectId tip,
      Consumer<CommittedTransition> steps)
      throws IOException {
    try (RevWalk walk = new RevWalk(repository.jgit())) {
      CommitScan scan = new CommitScan(repository, walk, steps);
      Optional<RevCommit> next = Optional.of(walk.lookupCommit(tip));
      while (next.isPresent() && !next.get().equals(base.orElse(null))) {
        RevCommit commit = next.get();
        scan.read(commit);
        commit.disposeBody();
        next = CommitFiles.firstParent(commit);
      }
      return new Told(scan.held.held(), scan.edited);
    }
  }

  private void read(RevCommit commit) throws IOException {
    parse(commit);
    if (commit.getParentCount() < 2) {
      events(commit).forEach(this::tell);
      return;
    }
    Map<String, RevCommit> broughtBy = new HashMap<>();
    List<Event> rebased = new ArrayList<>();
    for (int parent = 1; parent < commit.getParentCount(); parent++) {
      List<Event> side = side(commit, parent);
      for (Event event : side) {
        broughtBy.put(event.app(), commit.getParent(parent));
      }
      rebased.addAll(0, side);
    }
    events(commit, broughtBy).forEach(this::tell);
    rebased.forEach(this::tell);
  }

  /** What the commits tell that a parent of a merge has and those before it have not. */
  private List<Event> side(RevCommit merge, int parent) throws IOException {
    List<Event> events = new ArrayList<>();
    for (ObjectId id : sideCommits(merge, parent)) {
      RevCommit commit = walk.lookupCommit(id);
      parse(commit);
      events.addAll(events(commit));
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

  private List<Event> events(RevCommit commit) throws IOException {
    return events(commit, Map.of());
  }

  /**
   * @param broughtBy the parent to compare an app's entry with, if it is not the first one
   */
  private List<Event> events(RevCommit commit, Map<String, RevCommit> broughtBy)
      throws IOException {
    Optional<Event> step = CommitLog.step(commit).map(told -> new Event.Step(told, isOwn(commit)));
    if (step.isPresent() && isOwn(commit)) {
      return List.of(step.get());
    }
    List<Event> events = new ArrayList<>();
    step.ifPresent(events::add);
    for (String id : changed(commit, broughtBy)) {
      Optional<RevCommit> parent =
          Optional.ofNullable(broughtBy.get(id)).or(() -> CommitFiles.firstParent(commit));
      Optional<FileEntries.Entry> before = files.find(parent, id);
      Optional<FileEntries.Entry> after = files.find(Optional.of(commit), id);
      if (!before.equals(after)) {
        events.add(
            new Event.Edit(
                id, before.map(FileEntries.Entry::version), after.map(FileEntries.Entry::version)));
      }
    }
    return events;
  }

  /** The apps whose entries may be others than those of the parent they are compared with. */
  private Set<String> changed(RevCommit commit, Map<String, RevCommit> broughtBy)
      throws IOException {
    Set<String> ids = new HashSet<>(broughtBy.keySet());
    Optional<RevCommit> parent = CommitFiles.firstParent(commit);
    Optional<ObjectId> blob = parent.isPresent() ? files.blob(parent.get()) : Optional.empty();
    if (files.blob(commit).equals(blob)) {
      return ids;
    }
    FileEntries now = files.of(commit);
    FileEntries before = parent.isPresent() ? files.of(parent.get()) : FileEntries.NONE;
    ids.addAll(now.differingFrom(before));
    if (now.isWhole()) {
      files.ids(parent).stream().filter(id -> !now.names(id)).forEach(ids::add);
    }
    return ids;
  }

  private void tell(Event event) {
    if (event instanceof Event.Step step) {
      if (step.own()) {
        held.addOlder(step.issued().transition());
      } else {
        held.addOlderClaim(step.issued().transition());
      }
      steps.accept(step.issued());
    } else if (event instanceof Event.Edit edit) {
      held.addOlderEdit(edit.before(), edit.after());
      edited = true;
    }
  }

  /** Whoever rewrites a commit becomes its committer. */
  private static boolean isOwn(RevCommit commit) {
    PersonIdent committer = commit.getCommitterIdent();
    return commit.getParentCount() < 2
        && committer != null
        && committer.getName().equals(Principal.SERVICE.name());
  }

  private void parse(RevCommit commit) throws IOException {
    try {
      walk.parseBody(commit);
    } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
      throw new CorruptObjectException(commit.name() + " is not a commit", malformed);
    }
  }
}
