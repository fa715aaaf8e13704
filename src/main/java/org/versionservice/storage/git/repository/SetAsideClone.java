package org.versionservice.storage.git.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.versionservice.storage.Durability;
import org.versionservice.version.CommittedTransition;

/**
 * A damaged clone that was moved aside. It is kept until its acknowledged changes are pushed from
 * the clone that replaced it.
 *
 * @param known the references that the clone had
 * @param branch the name of the branch, without a prefix
 */
record SetAsideClone(Path directory, KnownBranches known, String branch, Durability durability) {

  /**
   * Acknowledged steps of the clone.
   *
   * @param steps the readable ones, oldest first
   * @param isComplete whether there are no unreadable ones
   */
  record Acknowledged(List<CommittedTransition> steps, boolean isComplete) {}

  String name() {
    return String.valueOf(directory.getFileName());
  }

  /** Returns whether the clone knew the branch of the remote. */
  boolean wasPushed() throws IOException {
    return existed(tracking());
  }

  private String local() {
    return Constants.R_HEADS + branch;
  }

  private String tracking() {
    return Constants.R_REMOTES + "origin/" + branch;
  }

  private boolean existed(String name) throws IOException {
    return known.contains(name)
        || reference(name).isPresent()
        || Files.exists(directory.resolve(name));
  }

  /**
   * Returns the acknowledged steps that another repository lacks. Without a readable reference, the
   * newest batch may be unacknowledged: then it is either at the remote or was never pushed.
   */
  Acknowledged missingIn(GitRepository other) throws IOException {
    Optional<ObjectId> head = reference(local());
    Optional<ObjectId> last = head.isPresent() ? head : reference(tracking());
    StoredCommits stored = StoredCommits.in(directory.resolve("objects"));
    StoredCommits commits = stored.acknowledged(durability, last);
    Optional<ObjectId> tip = head.isPresent() ? head : commits.newest(last);
    boolean isKnown = head.isPresent() || commits.isIntact();
    if (tip.isEmpty()) {
      return new Acknowledged(List.of(), !existed(local()) || (isKnown && !stored.isEmpty()));
    }
    Acknowledged found = walk(commits, tip.get(), other);
    return found.isComplete() && isKnown
        ? found
        : new Acknowledged(all(commits, other), /* isComplete= */ false);
  }

  private static List<CommittedTransition> all(StoredCommits commits, GitRepository other)
      throws IOException {
    List<CommittedTransition> steps = new ArrayList<>();
    for (ObjectId id : commits.oldestFirst()) {
      if (!other.jgit().getObjectDatabase().has(id)) {
        CommitLog.step(commits.read(id)).ifPresent(steps::add);
      }
    }
    return steps;
  }

  private static Acknowledged walk(StoredCommits commits, ObjectId tip, GitRepository other)
      throws IOException {
    Set<ObjectId> seen = new HashSet<>();
    Deque<CommittedTransition> steps = new ArrayDeque<>();
    boolean isComplete = true;
    Deque<ObjectId> next = new ArrayDeque<>(List.of(tip));
    while (!next.isEmpty()) {
      ObjectId id = next.remove();
      if (!seen.add(id) || other.jgit().getObjectDatabase().has(id)) {
        continue;
      }
      if (!commits.contains(id)) {
        isComplete = false;
        continue;
      }
      RevCommit commit = commits.read(id);
      CommitLog.step(commit).ifPresent(steps::addFirst);
      for (RevCommit parent : commit.getParents()) {
        next.add(parent.copy());
      }
    }
    return new Acknowledged(List.copyOf(steps), isComplete);
  }

  private Optional<ObjectId> reference(String name) throws IOException {
    Path file = directory.resolve(name);
    Optional<ObjectId> loose =
        Files.isRegularFile(file)
            ? id(new String(Files.readAllBytes(file), UTF_8).strip())
            : Optional.empty();
    Path packed = directory.resolve(Constants.PACKED_REFS);
    if (loose.isPresent() || !Files.isRegularFile(packed)) {
      return loose;
    }
    return new String(Files.readAllBytes(packed), UTF_8)
        .lines()
        .filter(line -> line.endsWith(" " + name))
        .map(line -> id(line.substring(0, line.length() - name.length() - 1)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<ObjectId> id(String text) {
    return ObjectId.isId(text) ? Optional.of(ObjectId.fromString(text)) : Optional.empty();
  }
}
