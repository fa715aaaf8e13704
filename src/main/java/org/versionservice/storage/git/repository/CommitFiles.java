package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.versionservice.storage.git.versionsfile.FileEntries;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.storage.git.versionsfile.LayoutMarker;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.version.ProjectId;

/**
 * Reads the entries in the files of commits, and caches a few files. An app that is missing in a
 * file which cannot be read completely has the entry of the previous commit.
 */
final class CommitFiles {

  private static final int MAX_CACHED = 4;

  /** The maximum number of consecutive unreadable commits that a search passes. */
  private static final int MAX_UNREADABLE = 1_000;

  private static final FileEntries UNREADABLE = FileEntries.of(new byte[0]);

  /**
   * The files of a commit.
   *
   * @param single the blob of {@code versions.json}; empty if there is none, or only the marker
   * @param projects the files of projects; empty in the layout {@code single}
   */
  private record Files(Optional<ObjectId> single, Optional<ProjectFiles> projects) {}

  private final RevWalk walk;
  private final ObjectSource objects;
  private final Map<ObjectId, FileEntries> cache = new LinkedHashMap<>();
  private final Map<ObjectId, Optional<Files>> commits = new LinkedHashMap<>();
  private Optional<ProjectFiles> last = Optional.empty();

  CommitFiles(RevWalk walk) {
    this.walk = walk;
    this.objects = ObjectSource.of(walk.getObjectReader());
  }

  /** Returns the entry of an app at a commit, also from an earlier one. */
  Optional<FileEntries.Entry> find(Optional<RevCommit> commit, String id) throws IOException {
    Optional<RevCommit> next = commit;
    for (int i = 0; next.isPresent() && i < MAX_UNREADABLE; i++) {
      FileEntries entries = holding(files(next.get()), id);
      Optional<FileEntries.Entry> found = entries.find(id);
      if (found.isPresent() || (entries.isWhole() && !entries.names(id))) {
        return found;
      }
      next = firstParent(next.get());
    }
    return Optional.empty();
  }

  /**
   * Returns the ids of the entries that may differ from those of the first parent; sorted, so that
   * those of one project follow each other.
   */
  Set<String> changed(RevCommit commit) throws IOException {
    Optional<RevCommit> parent = firstParent(commit);
    Optional<Files> now = files(commit);
    Optional<Files> before =
        parent.isPresent()
            ? files(parent.get())
            : Optional.of(new Files(Optional.empty(), Optional.empty()));
    if (now.isEmpty() || now.equals(before)) {
      return Set.of();
    }
    Set<String> ids = new TreeSet<>();
    if (before.isPresent() && areOfProjects(now.get(), before.get())) {
      ProjectFiles earlier = before.get().projects().orElseThrow();
      for (ProjectPath path : now.get().projects().orElseThrow().differingFrom(earlier)) {
        addChanged(ids, now, before, parent, path.project());
      }
    } else {
      addChanged(ids, now, before, parent, Optional.empty());
    }
    return ids;
  }

  private static boolean areOfProjects(Files now, Files before) {
    return now.projects().isPresent() && before.projects().isPresent();
  }

  /**
   * @param project the project to compare; empty for all
   */
  private void addChanged(
      Set<String> ids,
      Optional<Files> now,
      Optional<Files> before,
      Optional<RevCommit> parent,
      Optional<ProjectId> project)
      throws IOException {
    List<FileEntries> here = entries(now, project);
    List<FileEntries> there = entries(before, project);
    Set<String> named = new HashSet<>();
    for (FileEntries file : here) {
      boolean isOneFile = here.size() == 1 && there.size() == 1;
      named.addAll(file.ids());
      ids.addAll(isOneFile ? file.differingFrom(there.get(0)) : file.ids());
    }
    if (here.stream().allMatch(FileEntries::isWhole)) {
      ids(parent, project).stream().filter(id -> !named.contains(id)).forEach(ids::add);
    }
  }

  /** Returns the ids in a commit's files, and in earlier ones back to complete ones. */
  private Set<String> ids(Optional<RevCommit> commit, Optional<ProjectId> project)
      throws IOException {
    Set<String> ids = new HashSet<>();
    Optional<RevCommit> next = commit;
    for (int i = 0; next.isPresent() && i < MAX_UNREADABLE; i++) {
      List<FileEntries> entries = entries(files(next.get()), project);
      for (FileEntries file : entries) {
        file.ids().stream()
            .filter(id -> project.isEmpty() || project(id).equals(project))
            .forEach(ids::add);
      }
      boolean isWhole = entries.stream().allMatch(FileEntries::isWhole);
      next = isWhole ? Optional.empty() : firstParent(next.get());
    }
    return ids;
  }

  static Optional<RevCommit> firstParent(RevCommit commit) {
    return commit.getParentCount() == 0 ? Optional.empty() : Optional.of(commit.getParent(0));
  }

  /** Returns the files of a commit; empty if its directories are damaged or no directories. */
  private Optional<Files> files(RevCommit commit) throws IOException {
    Optional<Files> files = commits.get(commit);
    if (files == null) {
      files = read(commit);
      put(commits, commit.copy(), files);
    }
    return files;
  }

  private Optional<Files> read(RevCommit commit) throws IOException {
    walk.parseHeaders(commit);
    Optional<Directory> root = Directory.read(objects.read(commit.getTree(), Constants.OBJ_TREE));
    Optional<Directory.Entry> file = root.flatMap(there -> there.find(VersionsFile.NAME));
    if (root.isEmpty() || file.filter(entry -> !entry.isFile()).isPresent()) {
      return Optional.empty();
    }
    Optional<ObjectId> blob = file.map(Directory.Entry::id);
    if (blob.isEmpty() || !LayoutMarker.isIn(text(blob.get()))) {
      return Optional.of(new Files(blob, Optional.empty()));
    }
    try {
      last = Optional.of(ProjectFiles.read(root.get(), objects, last));
      return Optional.of(new Files(Optional.empty(), last));
    } catch (InvalidVersionsFileException noDirectory) {
      return Optional.empty();
    }
  }

  /** Returns the entries of the file that would hold an app. */
  private FileEntries holding(Optional<Files> files, String id) throws IOException {
    Optional<ProjectId> project = project(id);
    if (project.isEmpty() && files.filter(there -> there.projects().isPresent()).isPresent()) {
      return FileEntries.NONE;
    }
    List<FileEntries> entries = entries(files, project);
    return entries.isEmpty() ? FileEntries.NONE : entries.get(0);
  }

  /** Returns the files of a project, or of all; in the layout {@code single} the one file. */
  private List<FileEntries> entries(Optional<Files> files, Optional<ProjectId> project)
      throws IOException {
    if (files.isEmpty()) {
      return List.of(UNREADABLE);
    }
    Optional<ProjectFiles> projects = files.get().projects();
    if (projects.isEmpty()) {
      Optional<ObjectId> single = files.get().single();
      return List.of(single.isPresent() ? entries(single.get()) : FileEntries.NONE);
    }
    if (project.isPresent()) {
      Optional<Directory.Entry> file = projects.get().find(ProjectPath.of(project.get()));
      return List.of(file.isPresent() ? entries(file.get()) : FileEntries.NONE);
    }
    List<FileEntries> all = new ArrayList<>();
    for (ObjectId blob : projects.get().all().values()) {
      all.add(entries(blob));
    }
    return all;
  }

  private FileEntries entries(Directory.Entry file) throws IOException {
    return file.isFile() ? entries(file.id()) : UNREADABLE;
  }

  private FileEntries entries(ObjectId blob) throws IOException {
    FileEntries entries = cache.get(blob);
    if (entries == null) {
      entries = FileEntries.of(text(blob));
      put(cache, blob, entries);
    }
    return entries;
  }

  private static <V> void put(Map<ObjectId, V> cache, ObjectId key, V value) {
    cache.put(key, value);
    if (cache.size() > MAX_CACHED) {
      cache.remove(cache.keySet().iterator().next());
    }
  }

  private static Optional<ProjectId> project(String id) {
    int end = id.indexOf('-');
    try {
      return end < 0 ? Optional.empty() : Optional.of(new ProjectId(id.substring(0, end)));
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  private byte[] text(ObjectId blob) throws IOException {
    ObjectLoader file = walk.getObjectReader().open(blob, Constants.OBJ_BLOB);
    // A file that is too large counts as unreadable.
    return GitRepository.isTooLarge(file) ? new byte[0] : file.getCachedBytes(Integer.MAX_VALUE);
  }
}
