package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.storage.git.versionsfile.LayoutMarker;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Layout;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Registry;

/**
 * The layout {@code project}: each project has a file of its own (see {@link ProjectPath}). Only
 * the directories are in memory, about 40 bytes for each project. The text of a file is read when
 * one of its apps changes.
 *
 * @param root the root directory
 * @param versions the directory of the directories
 * @param directories those directories by name
 */
record ProjectFiles(Directory root, Stored versions, Map<String, Stored> directories)
    implements RegistryFiles {

  /**
   * A directory and its id.
   *
   * @param id empty if it is not stored
   */
  record Stored(Optional<ObjectId> id, Directory directory) {
    static final Stored NONE = new Stored(Optional.empty(), Directory.EMPTY);
  }

  /** Returns the layout without any project, in a root directory that may have other files. */
  static ProjectFiles none(Directory root) {
    return new ProjectFiles(root, Stored.NONE, Map.of());
  }

  /**
   * Reads the directories of a commit.
   *
   * @param root its root directory, which has the {@link LayoutMarker}
   * @param known the files of another commit, whose equal directories are not read again
   * @throws InvalidVersionsFileException if a directory is malformed
   */
  static ProjectFiles read(Directory root, ObjectSource objects, Optional<ProjectFiles> known)
      throws IOException, InvalidVersionsFileException {
    Optional<Directory.Entry> entry = root.find(ProjectPath.ROOT);
    if (entry.isEmpty()) {
      return none(root);
    }
    if (!entry.get().isDirectory()) {
      throw new InvalidVersionsFileException(
          "needs a directory versions/, which is " + entry.get().kind());
    }
    Stored versions = read(entry.get(), objects);
    Map<String, Stored> directories = new HashMap<>();
    for (Directory.Entry found : versions.directory().entries()) {
      if (!found.isDirectory() && found.name().matches(ProjectPath.DIRECTORY)) {
        throw new InvalidVersionsFileException(
            "needs a directory versions/" + found.name() + ", which is " + found.kind());
      }
      if (found.isDirectory()) {
        Optional<Stored> same =
            known
                .map(files -> files.directory(found.name()))
                .filter(stored -> stored.id().equals(Optional.of(found.id())));
        directories.put(found.name(), same.isPresent() ? same.get() : read(found, objects));
      }
    }
    return new ProjectFiles(root, versions, directories);
  }

  /** Returns the entry of one file, without reading the other directories. */
  static Optional<Directory.Entry> find(Directory root, ProjectPath path, ObjectSource objects)
      throws IOException, InvalidVersionsFileException {
    Directory directory = root;
    for (String name : List.of(ProjectPath.ROOT, path.directory())) {
      Optional<Directory.Entry> entry = directory.find(name).filter(Directory.Entry::isDirectory);
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      directory = read(entry.get(), objects).directory();
    }
    return directory.find(path.name());
  }

  private static Stored read(Directory.Entry entry, ObjectSource objects)
      throws IOException, InvalidVersionsFileException {
    Directory directory =
        Directory.read(objects.read(entry.id(), Constants.OBJ_TREE))
            .orElseThrow(
                () -> new InvalidVersionsFileException("has a damaged directory in versions/"));
    return new Stored(Optional.of(entry.id()), directory);
  }

  private Stored directory(String name) {
    return directories.getOrDefault(name, Stored.NONE);
  }

  /** Returns the entry of a file. */
  Optional<Directory.Entry> find(ProjectPath path) {
    return directory(path.directory()).directory().find(path.name());
  }

  /** Returns the file of a project that is not in its place, if there is one. */
  Optional<ProjectPath> misplaced(ProjectId project) {
    ProjectPath place = ProjectPath.of(project);
    return directories.keySet().stream()
        .map(directory -> new ProjectPath(directory, place.name()))
        .filter(path -> !path.equals(place) && find(path).isPresent())
        .findFirst();
  }

  /** Returns all files of projects, also those that are not in their place. */
  Map<ProjectPath, ObjectId> all() {
    Map<ProjectPath, ObjectId> all = new HashMap<>();
    directories.forEach((name, stored) -> addFiles(all, name, stored));
    return all;
  }

  /** Returns the files that only one of two commits has, or that differ. */
  Set<ProjectPath> differingFrom(ProjectFiles other) {
    Set<String> names = new HashSet<>(directories.keySet());
    names.addAll(other.directories.keySet());
    names.removeIf(name -> directory(name).id().equals(other.directory(name).id()));
    Map<ProjectPath, ObjectId> here = new HashMap<>();
    Map<ProjectPath, ObjectId> there = new HashMap<>();
    for (String name : names) {
      addFiles(here, name, directory(name));
      addFiles(there, name, other.directory(name));
    }
    Set<ProjectPath> differing = new HashSet<>(here.keySet());
    differing.addAll(there.keySet());
    differing.removeIf(path -> Objects.equals(here.get(path), there.get(path)));
    return differing;
  }

  private static void addFiles(Map<ProjectPath, ObjectId> files, String directory, Stored stored) {
    for (Directory.Entry entry : stored.directory().entries()) {
      if (ProjectPath.project(entry.name()).isPresent()) {
        files.put(new ProjectPath(directory, entry.name()), entry.id());
      }
    }
  }

  @Override
  public Layout layout() {
    return Layout.PROJECT;
  }

  @Override
  public Changed with(
      Registry registry, Collection<ApplicationId> changed, Instant at, ObjectBatch batch)
      throws IOException {
    Map<ProjectId, Collection<ApplicationId>> projects = new TreeMap<>();
    for (ApplicationId app : changed) {
      projects.computeIfAbsent(app.project(), first -> new ArrayList<>()).add(app);
    }
    Map<ProjectPath, ObjectId> blobs = new HashMap<>();
    for (Map.Entry<ProjectId, Collection<ApplicationId>> project : projects.entrySet()) {
      ProjectPath path = ProjectPath.of(project.getKey());
      StoredFile before = open(path, project.getKey(), batch);
      VersionsFile later =
          before.file().with(registry.only(project.getKey()), project.getValue(), at);
      blobs.put(path, batch.add(before, later).blob().orElseThrow());
    }
    return with(blobs, batch);
  }

  /** Adds or replaces files, whose blobs are in the batch. */
  Changed with(Map<ProjectPath, ObjectId> blobs, ObjectBatch batch) {
    Map<String, Directory> edited = new TreeMap<>();
    blobs.forEach(
        (path, blob) ->
            edited.compute(
                path.directory(),
                (name, before) ->
                    (before == null ? directory(name).directory() : before)
                        .with(path.name(), FileMode.REGULAR_FILE, blob)));
    Map<String, Stored> next = new HashMap<>(directories);
    Directory all = versions.directory();
    for (Map.Entry<String, Directory> entry : edited.entrySet()) {
      Stored before = directory(entry.getKey());
      ObjectId id = batch.add(before.id(), before.directory(), entry.getValue());
      next.put(entry.getKey(), new Stored(Optional.of(id), entry.getValue()));
      all = all.with(entry.getKey(), FileMode.TREE, id);
    }
    ObjectId id = batch.add(versions.id(), versions.directory(), all);
    Directory top = root.with(ProjectPath.ROOT, FileMode.TREE, id);
    if (top.find(VersionsFile.NAME).isEmpty()) {
      ObjectId marker = batch.add(Constants.OBJ_BLOB, LayoutMarker.PLAIN.toBytes());
      top = top.with(VersionsFile.NAME, FileMode.REGULAR_FILE, marker);
    }
    ObjectId tree = batch.add(Constants.OBJ_TREE, top.content());
    return new Changed(new ProjectFiles(top, new Stored(Optional.of(id), all), next), tree);
  }

  /** Returns the valid file of a project. */
  StoredFile open(ProjectPath path, ProjectId project, ObjectBatch batch) throws IOException {
    Optional<Directory.Entry> file = find(path);
    return file.isPresent() ? batch.files().open(file.get().id(), project) : StoredFile.NONE;
  }
}
