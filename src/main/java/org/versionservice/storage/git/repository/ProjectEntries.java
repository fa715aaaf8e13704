package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectReader;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.storage.git.versionsfile.VersionsFileReader;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Registry;

/**
 * The entries of projects in one commit. Where a file is broken, they are those of the last valid
 * one. Not thread-safe.
 */
final class ProjectEntries {

  /** Returns the entries of a project before its file was broken. */
  interface LastGood {
    Registry find(ProjectId project) throws IOException;
  }

  private final ObjectReader reader;
  private final ProjectFiles files;
  private final List<ApplicationVersion> live = new ArrayList<>();
  private final List<ApplicationVersion> removed = new ArrayList<>();
  private final Map<ProjectId, VersionsFileReader.Contents> read = new HashMap<>();
  private final Map<ProjectId, String> problems = new HashMap<>();

  ProjectEntries(ObjectReader reader, ProjectFiles files) {
    this.reader = reader;
    this.files = files;
  }

  /** Returns the projects of all live and deleted apps, sorted. */
  static SortedSet<ProjectId> projects(Registry registry) {
    SortedSet<ProjectId> projects = new TreeSet<>();
    registry.everKnown().forEach(entry -> projects.add(entry.id().project()));
    return projects;
  }

  /**
   * Adds a project.
   *
   * @param isDoubtful whether its file may be in a wrong directory
   */
  void add(ProjectId project, boolean isDoubtful, LastGood lastGood) throws IOException {
    try {
      Optional<ProjectPath> misplaced = isDoubtful ? files.misplaced(project) : Optional.empty();
      if (misplaced.isPresent()) {
        throw new InvalidVersionsFileException("belongs into " + ProjectPath.of(project))
            .in(misplaced.get().toString());
      }
      VersionsFileReader.Contents contents = contents(project);
      live.addAll(contents.apps());
      removed.addAll(contents.deleted());
      read.put(project, contents);
    } catch (InvalidVersionsFileException invalid) {
      problems.put(project, String.valueOf(invalid.getMessage()));
      Registry last = lastGood.find(project);
      live.addAll(last.all());
      removed.addAll(last.allDeleted());
    }
  }

  private VersionsFileReader.Contents contents(ProjectId project)
      throws IOException, InvalidVersionsFileException {
    Optional<Directory.Entry> file = files.find(ProjectPath.of(project));
    return file.isPresent()
        ? contents(file.get(), project, reader)
        : new VersionsFileReader.Contents(VersionsFile.EMPTY, List.of(), List.of());
  }

  /** Reads the file of a project. */
  static VersionsFileReader.Contents contents(
      Directory.Entry file, ProjectId project, ObjectReader reader)
      throws IOException, InvalidVersionsFileException {
    try {
      if (!file.isFile()) {
        throw new InvalidVersionsFileException("is not a file but " + file.kind());
      }
      byte[] text = GitRepository.text(reader.open(file.id(), Constants.OBJ_BLOB));
      return VersionsFileReader.read(text, project);
    } catch (InvalidVersionsFileException invalid) {
      throw invalid.in(ProjectPath.of(project).toString());
    }
  }

  /** Returns the entries of the live apps. */
  List<ApplicationVersion> live() {
    return live;
  }

  /** Returns the last entries of the deleted apps. */
  List<ApplicationVersion> removed() {
    return removed;
  }

  /** Returns the content of each valid file. */
  Map<ProjectId, VersionsFileReader.Contents> read() {
    return read;
  }

  /** Returns the problem of each broken file. */
  Map<ProjectId, String> problems() {
    return problems;
  }
}
