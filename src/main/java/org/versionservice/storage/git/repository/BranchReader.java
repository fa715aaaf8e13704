package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.storage.git.versionsfile.LayoutMarker;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.storage.git.versionsfile.VersionsFileReader;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.HeldVersions;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Registry;

/** Reads the state of the registry in a commit, in either layout. For one thread. */
final class BranchReader {

  private final RevWalk walk;
  private final StartProgress progress;
  private final ObjectReader reader;
  private final ObjectSource objects;

  /**
   * @param walk reads the commits; the caller closes it
   */
  BranchReader(RevWalk walk, StartProgress progress) {
    this.walk = walk;
    this.progress = progress;
    this.reader = walk.getObjectReader();
    this.objects = ObjectSource.of(reader);
  }

  /**
   * Reads a commit.
   *
   * @param before the state that it follows
   * @param held reads the changes since that state; called only if the files can be read
   * @throws InvalidVersionsFileException if the branch has no valid file of versions
   */
  BranchState read(ObjectId commit, BranchState before, GitRepository.HeldReader held)
      throws IOException, InvalidVersionsFileException {
    Directory root = root(CommitLog.parse(walk, commit));
    Optional<ObjectId> blob = file(root);
    if (blob.isEmpty()) {
      checkNoProjects(root, "is missing");
      return before.followedByNothing(commit, root, held.read());
    }
    byte[] text = text(blob.get());
    if (LayoutMarker.isIn(text)) {
      LayoutMarker.read(text);
      return projects(commit, root, before, held);
    }
    checkNoProjects(root, "has entries");
    VersionsFileReader.Contents contents = VersionsFileReader.read(text);
    Registry registry =
        before
            .registry()
            .succeededBy(contents.apps(), contents.deleted(), held.read())
            .unreadable(Map.of());
    StoredFile file = StoredFile.of(blob.get(), text, contents);
    List<ApplicationId> unwritten = unwritten(contents, registry).toList();
    return BranchState.of(commit, new SingleFile(root, file), registry, unwritten);
  }

  /** Returns the root directory of a commit. */
  private Directory root(RevCommit commit) throws IOException, InvalidVersionsFileException {
    return Directory.read(objects.read(commit.getTree(), Constants.OBJ_TREE))
        .orElseThrow(
            () ->
                new InvalidVersionsFileException(
                    "cannot be found: the branch's directory is damaged"));
  }

  /** Returns the blob of {@code versions.json}. */
  private static Optional<ObjectId> file(Directory root) throws InvalidVersionsFileException {
    Optional<Directory.Entry> file = root.find(VersionsFile.NAME);
    if (file.isPresent() && !file.get().isFile()) {
      throw new InvalidVersionsFileException("is not a file but " + file.get().kind());
    }
    return file.map(Directory.Entry::id);
  }

  private byte[] text(ObjectId blob) throws IOException, InvalidVersionsFileException {
    return GitRepository.text(reader.open(blob, Constants.OBJ_BLOB));
  }

  /** Without the marker, files of projects are entries in a second place. */
  private void checkNoProjects(Directory root, String state)
      throws IOException, InvalidVersionsFileException {
    if (root.find(ProjectPath.ROOT).filter(Directory.Entry::isDirectory).isPresent()
        && !ProjectFiles.read(root, objects, Optional.empty()).all().isEmpty()) {
      throw new InvalidVersionsFileException(
          state + ", and versions/ has files of projects: remove one of both");
    }
  }

  private BranchState projects(
      ObjectId commit, Directory root, BranchState before, GitRepository.HeldReader held)
      throws IOException, InvalidVersionsFileException {
    Optional<ProjectFiles> known =
        before.files() instanceof ProjectFiles files ? Optional.of(files) : Optional.empty();
    ProjectFiles files = ProjectFiles.read(root, objects, known);
    Set<ProjectPath> differing =
        known.map(files::differingFrom).orElseGet(() -> files.all().keySet());
    HeldVersions since = held.read();
    Set<ProjectId> projects = new HashSet<>(before.registry().problems().keySet());
    differing.forEach(path -> path.project().ifPresent(projects::add));
    since.apps().forEach(app -> projects.add(app.project()));
    if (known.isEmpty()) {
      projects.addAll(ProjectEntries.projects(before.registry()));
    }
    ProjectEntries entries = entries(files, projects, doubtful(differing, before), commit, before);
    Registry registry =
        before
            .registry()
            .succeededIn(projects, entries.live(), entries.removed(), since)
            .unreadable(entries.problems());
    return BranchState.of(commit, files, registry, unwritten(entries, projects, before, registry));
  }

  /** Returns the projects that may have a file in a wrong directory. */
  private static Set<ProjectId> doubtful(Set<ProjectPath> differing, BranchState before) {
    Set<ProjectId> doubtful = new HashSet<>(before.registry().problems().keySet());
    differing.stream()
        .filter(path -> !path.isInPlace())
        .forEach(path -> path.project().ifPresent(doubtful::add));
    return doubtful;
  }

  private ProjectEntries entries(
      ProjectFiles files,
      Set<ProjectId> projects,
      Set<ProjectId> doubtful,
      ObjectId commit,
      BranchState before)
      throws IOException {
    ProjectEntries entries = new ProjectEntries(reader, files);
    int done = 0;
    for (ProjectId project : projects) {
      progress.report("files read", done++, projects.size());
      entries.add(project, doubtful.contains(project), it -> lastGood(it, commit, before));
    }
    return entries;
  }

  /** Returns the entries of a project in the newest commit before that has a valid file of it. */
  private Registry lastGood(ProjectId project, ObjectId commit, BranchState before)
      throws IOException {
    Registry known = before.registry().only(project);
    Optional<RevCommit> next = CommitFiles.firstParent(CommitLog.parse(walk, commit));
    while (next.isPresent() && !next.get().equals(before.commit().orElse(null))) {
      RevCommit parent = CommitLog.parse(walk, next.get());
      Optional<Registry> found = entries(project, parent);
      if (found.isPresent()) {
        return found.get();
      }
      next = CommitFiles.firstParent(parent);
    }
    return known;
  }

  /** Returns the entries of a project in a commit; empty if its file is broken there. */
  private Optional<Registry> entries(ProjectId project, RevCommit commit) throws IOException {
    Registry none = Registry.empty(Duration.ZERO);
    try {
      Directory root = root(commit);
      Optional<ObjectId> blob = file(root);
      if (blob.isEmpty()) {
        return Optional.of(none);
      }
      byte[] text = text(blob.get());
      if (!LayoutMarker.isIn(text)) {
        VersionsFileReader.Contents all = VersionsFileReader.read(text);
        return Optional.of(none.succeededBy(all.apps(), all.deleted()).only(project));
      }
      Optional<Directory.Entry> file = ProjectFiles.find(root, ProjectPath.of(project), objects);
      if (file.isEmpty()) {
        return Optional.of(none);
      }
      VersionsFileReader.Contents own = ProjectEntries.contents(file.get(), project, reader);
      return Optional.of(none.succeededBy(own.apps(), own.deleted()));
    } catch (InvalidVersionsFileException alsoBroken) {
      return Optional.empty();
    }
  }

  private static List<ApplicationId> unwritten(
      ProjectEntries entries, Set<ProjectId> projects, BranchState before, Registry registry) {
    Stream<ApplicationId> earlier =
        before.unwritten().stream().filter(app -> !projects.contains(app.project()));
    Stream<ApplicationId> now =
        entries.read().entrySet().stream()
            .flatMap(read -> unwritten(read.getValue(), registry.only(read.getKey())));
    return Stream.concat(earlier, now).toList();
  }

  /** Compares no revisions: the next change of an app writes its revision. */
  private static Stream<ApplicationId> unwritten(
      VersionsFileReader.Contents contents, Registry registry) {
    return Stream.concat(
        unwritten(contents.apps(), registry.all()),
        unwritten(contents.deleted(), registry.allDeleted()));
  }

  private static Stream<ApplicationId> unwritten(
      List<ApplicationVersion> written, List<ApplicationVersion> entries) {
    Map<ApplicationId, ApplicationVersion> byId = new HashMap<>();
    written.forEach(entry -> byId.put(entry.id(), entry));
    return entries.stream()
        .filter(entry -> !isWritten(entry, byId.get(entry.id())))
        .map(ApplicationVersion::id);
  }

  private static boolean isWritten(ApplicationVersion entry, @Nullable ApplicationVersion file) {
    return file != null && file.isAsHighAs(entry);
  }
}
