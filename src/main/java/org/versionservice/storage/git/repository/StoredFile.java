package org.versionservice.storage.git.repository;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.storage.git.versionsfile.TextEdit;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.storage.git.versionsfile.VersionsFileReader;
import org.versionservice.version.ProjectId;

/**
 * A file of versions in a commit. Immutable.
 *
 * @param file the text
 * @param blob the stored text; empty if there is no file yet
 * @param original the stored text if it differs from {@code file}, as in the order of the apps
 */
record StoredFile(VersionsFile file, Optional<ObjectId> blob, Optional<byte[]> original) {

  /** A file that does not exist yet. */
  static final StoredFile NONE =
      new StoredFile(VersionsFile.EMPTY, Optional.empty(), Optional.empty());

  /** Returns the file of a text that was read. */
  static StoredFile of(ObjectId blob, byte[] text, VersionsFileReader.Contents contents) {
    boolean same = Arrays.equals(contents.file().toBytes(), text);
    return same
        ? new StoredFile(contents.file().confirmed(), Optional.of(blob), Optional.empty())
        : new StoredFile(contents.file(), Optional.of(blob), Optional.of(text));
  }

  /** Reads the file of a project. */
  static StoredFile read(ObjectId blob, byte[] text, ProjectId project)
      throws InvalidVersionsFileException {
    return of(blob, text, VersionsFileReader.read(text, project));
  }

  /** Returns this file with another content. */
  StoredFile followedBy(VersionsFile later, ObjectId laterBlob) {
    return new StoredFile(later, Optional.of(laterBlob), Optional.empty());
  }

  /** Returns a copy of the stored text. */
  byte[] text() {
    return original.map(byte[]::clone).orElseGet(file::toBytes);
  }

  /** Returns the edits from the stored text to a later one, sorted by their offsets. */
  List<TextEdit> editsTo(VersionsFile later) {
    return original
        .map(text -> List.of(new TextEdit(0, text, later.toBytes())))
        .orElseGet(() -> file.editsTo(later));
  }
}
