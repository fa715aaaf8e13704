package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.versionsfile.EntryText;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.storage.git.versionsfile.LayoutMarker;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Registry;

/**
 * Moves all entries to the files of the other layout. Entries keep their text, and unknown members
 * and the files that people added stay.
 *
 * @param registry the state in the files
 * @param at the time of the conversion
 * @param batch takes the new objects
 */
public record LayoutConversion(Registry registry, Instant at, ObjectBatch batch) {

  /**
   * Returns the files in the other layout.
   *
   * @param files valid files of all projects
   * @throws IOException if a file cannot be read
   */
  public RegistryFiles.Changed convert(RegistryFiles files) throws IOException {
    try {
      return files instanceof SingleFile single ? split(single) : joined((ProjectFiles) files);
    } catch (InvalidVersionsFileException changed) {
      throw new CorruptObjectException(String.valueOf(changed.getMessage()), changed);
    }
  }

  private RegistryFiles.Changed split(SingleFile single)
      throws IOException, InvalidVersionsFileException {
    VersionsFile all = single.file().file();
    ObjectId marker = batch.add(Constants.OBJ_BLOB, new LayoutMarker(all.unknown()).toBytes());
    Directory root = single.root().with(VersionsFile.NAME, FileMode.REGULAR_FILE, marker);
    Map<ProjectPath, ObjectId> blobs = new HashMap<>();
    for (ProjectId project : ProjectEntries.projects(registry)) {
      VersionsFile file = file(registry.only(project), all::entry, List.of());
      blobs.put(ProjectPath.of(project), batch.add(Constants.OBJ_BLOB, file.toBytes()));
    }
    return ProjectFiles.read(root, source(), Optional.empty()).with(blobs, batch);
  }

  private VersionsFile file(
      Registry entries, Function<ApplicationId, Optional<EntryText>> texts, List<String> unknown) {
    return VersionsFile.of(entries, texts, unknown, at).confirmed(entries, List.of(), at);
  }

  private ObjectSource source() {
    return batch.files().objects();
  }

  private RegistryFiles.Changed joined(ProjectFiles files)
      throws IOException, InvalidVersionsFileException {
    Map<ApplicationId, EntryText> texts = new HashMap<>();
    List<String> unknown = new ArrayList<>(marker(files).unknown());
    for (ProjectId project : ProjectEntries.projects(registry)) {
      ProjectPath path = ProjectPath.of(project);
      VersionsFile file = files.open(path, project, batch).file();
      for (ApplicationVersion entry : registry.only(project).everKnown()) {
        file.entry(entry.id()).ifPresent(text -> texts.put(entry.id(), text));
      }
      if (!file.unknown().isEmpty()) {
        unknown.add(LayoutMarker.member(path.toString(), file.unknown(), unknown));
      }
    }
    VersionsFile all = file(registry, app -> Optional.ofNullable(texts.get(app)), unknown);
    ObjectId blob = batch.add(Constants.OBJ_BLOB, all.toBytes());
    Directory root = withoutProjects(files).with(VersionsFile.NAME, FileMode.REGULAR_FILE, blob);
    return new RegistryFiles.Changed(
        new SingleFile(root, StoredFile.NONE.followedBy(all, blob)),
        batch.add(Constants.OBJ_TREE, root.content()));
  }

  private LayoutMarker marker(ProjectFiles files) throws IOException, InvalidVersionsFileException {
    Optional<Directory.Entry> file = files.root().find(VersionsFile.NAME);
    return file.isPresent()
        ? LayoutMarker.read(source().read(file.get().id(), Constants.OBJ_BLOB))
        : LayoutMarker.PLAIN;
  }

  /** Returns the root directory with only those files below {@code versions/} that people added. */
  private Directory withoutProjects(ProjectFiles files) {
    Directory kept = files.versions().directory();
    for (Map.Entry<String, ProjectFiles.Stored> entry : files.directories().entrySet()) {
      kept = with(kept, entry.getKey(), withoutProjects(entry.getValue().directory()));
    }
    return with(files.root(), ProjectPath.ROOT, kept);
  }

  private static Directory withoutProjects(Directory directory) {
    Directory kept = directory;
    for (Directory.Entry file : directory.entries()) {
      if (ProjectPath.project(file.name()).isPresent()) {
        kept = kept.without(file.name());
      }
    }
    return kept;
  }

  private Directory with(Directory parent, String name, Directory child) {
    return child.isEmpty()
        ? parent.without(name)
        : parent.with(name, FileMode.TREE, batch.add(Constants.OBJ_TREE, child.content()));
  }
}
