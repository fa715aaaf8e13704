package org.versionservice.storage.git.repository;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.Snapshot;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.HeldVersions;
import org.versionservice.version.IdempotencyLog;
import org.versionservice.version.Layout;
import org.versionservice.version.Registry;

/**
 * The state of the registry at a commit, which the next commit is based on.
 *
 * @param commit empty before the first commit
 * @param snapshot the published state: that of the files, with what edits by hand removed from them
 * @param unwritten the apps whose file tells of other versions than the registry
 */
public record BranchState(
    Optional<ObjectId> commit,
    RegistryFiles files,
    Snapshot snapshot,
    List<ApplicationId> unwritten) {

  /**
   * Returns the state before the first commit.
   *
   * @param layout the layout of the first commit
   */
  public static BranchState none(Registry registry, Layout layout) {
    return new BranchState(
        Optional.empty(),
        RegistryFiles.none(Directory.EMPTY, layout),
        new Snapshot(registry, Optional.empty()),
        List.of());
  }

  /** Returns the state of a commit. */
  static BranchState of(
      ObjectId commit, RegistryFiles files, Registry registry, List<ApplicationId> unwritten) {
    return new BranchState(Optional.of(commit), files, snapshot(commit, registry), unwritten);
  }

  /** Returns the state of a later commit that has no file of versions: all apps are deleted. */
  BranchState followedByNothing(ObjectId next, Directory root, HeldVersions held) {
    Registry registry = registry().succeededBy(List.of(), List.of(), held).unreadable(Map.of());
    return of(
        next,
        RegistryFiles.none(root, files.layout()),
        registry,
        registry.allDeleted().stream().map(ApplicationVersion::id).toList());
  }

  /**
   * Returns this state, read from the files of its commit alone, as the successor of an earlier
   * one.
   *
   * @param held what the commits between both tell
   */
  public BranchState succeeding(Registry before, HeldVersions held) {
    Registry inFiles = registry();
    Registry registry =
        before
            .succeededBy(inFiles.all(), inFiles.allDeleted(), held)
            .unreadable(inFiles.problems());
    Set<ApplicationId> known = Set.copyOf(unwritten);
    List<ApplicationId> later =
        Stream.concat(
                registry.all().stream().filter(entry -> !isAsHigh(inFiles.find(entry.id()), entry)),
                registry.allDeleted().stream()
                    .filter(entry -> !isAsHigh(inFiles.findDeleted(entry.id()), entry)))
            .map(ApplicationVersion::id)
            .filter(app -> !known.contains(app))
            .filter(app -> inFiles.problemOf(app.project()).isEmpty())
            .toList();
    return new BranchState(
        commit,
        files,
        new Snapshot(registry, snapshot.head()),
        Stream.concat(unwritten.stream(), later.stream()).toList());
  }

  private static boolean isAsHigh(Optional<ApplicationVersion> file, ApplicationVersion entry) {
    return file.filter(there -> there.isAsHighAs(entry)).isPresent();
  }

  private static Snapshot snapshot(ObjectId commit, Registry registry) {
    return new Snapshot(registry, Optional.of(new CommitId(commit.name())));
  }

  /** Returns the state of the next commit, whose files agree with its registry. */
  public BranchState followedBy(ObjectId next, RegistryFiles nextFiles, Registry registry) {
    return of(next, nextFiles, registry, List.of());
  }

  /** Returns this state with the idempotency keys of the given steps added. */
  public BranchState remembering(List<CommittedTransition> steps) {
    Registry remembering = registry();
    for (CommittedTransition issued : steps) {
      remembering = remembering.remembering(issued);
    }
    return with(remembering);
  }

  /** Returns this state with the given idempotency keys only. */
  public BranchState remembering(IdempotencyLog past) {
    return with(registry().remembering(past));
  }

  private BranchState with(Registry registry) {
    return new BranchState(commit, files, new Snapshot(registry, snapshot.head()), unwritten);
  }

  public Registry registry() {
    return snapshot.registry();
  }

  public Optional<CommitId> commitId() {
    return snapshot.head();
  }
}
