package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.storage.git.versionsfile.TextEdit;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.storage.git.versionsfile.VersionsFileReader;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.HeldVersions;
import org.versionservice.version.IdempotencyLog;
import org.versionservice.version.Registry;
import org.versionservice.version.SemanticVersion;

/**
 * The state of the registry at a commit, which the next commit is based on.
 *
 * @param commit empty before the first commit
 * @param tree the commit's root directory
 * @param file the text of {@code versions.json}
 * @param blob the stored {@code versions.json}; empty if there is none
 * @param original the text of the blob if it differs from {@code file}, as in the order of the apps
 * @param snapshot the published state: that of the file, with what edits by hand removed from it
 * @param unwritten the apps whose highest version in the file differs from the registry
 */
public record BranchState(
    Optional<ObjectId> commit,
    RootTree tree,
    VersionsFile file,
    Optional<ObjectId> blob,
    Optional<byte[]> original,
    Snapshot snapshot,
    List<ApplicationId> unwritten) {

  /** Returns the state before the first commit. */
  public static BranchState none(Registry registry) {
    return new BranchState(
        Optional.empty(),
        RootTree.EMPTY,
        VersionsFile.EMPTY,
        Optional.empty(),
        Optional.empty(),
        new Snapshot(registry, Optional.empty()),
        List.of());
  }

  /** Returns the state of a commit that has no {@code versions.json}. */
  static BranchState without(ObjectId commit, RootTree tree, Registry before, HeldVersions held) {
    Registry registry = before.succeededBy(List.of(), List.of(), held);
    return new BranchState(
        Optional.of(commit),
        tree,
        VersionsFile.EMPTY,
        Optional.empty(),
        Optional.empty(),
        snapshot(commit, registry),
        registry.allDeleted().stream().map(ApplicationVersion::id).toList());
  }

  /** Returns the state in the text of a commit's {@code versions.json}. */
  public static BranchState read(
      ObjectId commit,
      RootTree tree,
      ObjectId blob,
      byte[] text,
      Registry before,
      GitRepository.HeldReader held)
      throws IOException, InvalidVersionsFileException {
    VersionsFileReader.Contents contents = VersionsFileReader.read(text);
    Registry registry = before.succeededBy(contents.apps(), contents.deleted(), held.read());
    boolean same = Arrays.equals(contents.file().toBytes(), text);
    return new BranchState(
        Optional.of(commit),
        tree,
        contents.file(),
        Optional.of(blob),
        same ? Optional.empty() : Optional.of(text),
        snapshot(commit, registry),
        unwritten(contents, registry));
  }

  private static Snapshot snapshot(ObjectId commit, Registry registry) {
    return new Snapshot(registry, Optional.of(new CommitId(commit.name())));
  }

  /** Compares no revisions: the next change of an app writes its revision. */
  private static List<ApplicationId> unwritten(
      VersionsFileReader.Contents contents, Registry registry) {
    return Stream.concat(
            unwritten(contents.apps(), registry.all()),
            unwritten(contents.deleted(), registry.allDeleted()))
        .toList();
  }

  private static Stream<ApplicationId> unwritten(
      List<ApplicationVersion> written, List<ApplicationVersion> entries) {
    Map<ApplicationId, SemanticVersion> highest = new HashMap<>();
    written.forEach(entry -> highest.put(entry.id(), entry.highest()));
    return entries.stream()
        .filter(entry -> !entry.highest().equals(highest.get(entry.id())))
        .map(ApplicationVersion::id);
  }

  /** Returns the state of the next commit, whose file agrees with its registry. */
  public BranchState followedBy(
      ObjectId next, VersionsFile nextFile, ObjectId nextBlob, Registry registry) {
    return new BranchState(
        Optional.of(next),
        tree,
        nextFile,
        Optional.of(nextBlob),
        Optional.empty(),
        snapshot(next, registry),
        List.of());
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
    return new BranchState(
        commit, tree, file, blob, original, new Snapshot(registry, snapshot.head()), unwritten);
  }

  public Registry registry() {
    return snapshot.registry();
  }

  /** Returns a copy of the blob's text. */
  public byte[] text() {
    return original.map(byte[]::clone).orElseGet(file::toBytes);
  }

  /** Returns the edits from the blob's text to a later file, sorted by their offsets. */
  public List<TextEdit> editsTo(VersionsFile later) {
    return original
        .map(text -> List.of(new TextEdit(0, text, later.toBytes())))
        .orElseGet(() -> file.editsTo(later));
  }

  public Optional<CommitId> commitId() {
    return snapshot.head();
  }
}
