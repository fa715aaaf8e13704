package org.versionservice.storage.git.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.versionservice.storage.Durability;
import org.versionservice.version.CommittedTransition;

/**
 * A damaged clone that was moved aside. It is kept until its acknowledged changes are pushed from
 * the clone that replaced it.
 */
final class SetAsideClone {

  /**
   * Acknowledged steps of the clone.
   *
   * @param steps the readable ones, oldest first
   * @param isComplete whether there are no unreadable ones
   */
  record Acknowledged(List<CommittedTransition> steps, boolean isComplete) {}

  private final Path directory;
  private final KnownBranches known;
  private final String local;
  private final String tracking;
  private final Durability durability;

  SetAsideClone(Path directory, KnownBranches known, String branch, Durability durability) {
    this.directory = directory;
    this.known = known;
    this.durability = durability;
    this.local = Constants.R_HEADS + branch;
    this.tracking = Constants.R_REMOTES + "origin/" + branch;
  }

  /** Returns the name of the clone's directory. */
  String name() {
    return String.valueOf(directory.getFileName());
  }

  /** Returns whether the clone knew the branch of the remote. */
  boolean wasPushed() throws IOException {
    return existed(tracking);
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
    Optional<ObjectId> head = reference(local);
    Optional<ObjectId> last = head.isPresent() ? head : reference(tracking);
    StoredCommits stored = StoredCommits.in(directory.resolve("objects"));
    StoredCommits commits = stored.acknowledged(durability, last);
    Optional<ObjectId> tip = head.isPresent() ? head : commits.newest(last);
    boolean isKnown = head.isPresent() || commits.isIntact();
    if (tip.isEmpty()) {
      return new Acknowledged(List.of(), !existed(local) || (isKnown && !stored.isEmpty()));
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

  /** Reads the commits from the newest back to those that the other repository has. */
  private static Acknowledged walk(StoredCommits commits, ObjectId tip, GitRepository other)
      throws IOException {
    Map<ObjectId, Optional<CommittedTransition>> steps = new LinkedHashMap<>();
    boolean isComplete = true;
    Deque<ObjectId> next = new ArrayDeque<>(List.of(tip));
    while (!next.isEmpty()) {
      ObjectId id = next.remove();
      if (steps.containsKey(id) || other.jgit().getObjectDatabase().has(id)) {
        continue;
      }
      if (!commits.contains(id)) {
        isComplete = false;
        continue;
      }
      RevCommit commit = commits.read(id);
      steps.put(id, CommitLog.step(commit));
      for (RevCommit parent : commit.getParents()) {
        next.add(parent.copy());
      }
    }
    List<CommittedTransition> own =
        new ArrayList<>(steps.values().stream().flatMap(Optional::stream).toList());
    Collections.reverse(own);
    return new Acknowledged(own, isComplete);
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
