package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.pack.BlobBuffer;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.version.ProjectId;

/**
 * The files that changed last, parsed and with the state of their hash, by their blobs. Not
 * thread-safe.
 */
public final class OpenFiles {

  /** The maximum length of the texts that are kept for the next batch, in bytes. */
  private static final long MAX_LENGTH = 4L << 20;

  private static final int MAX_FILES = 1024;

  private record OpenFile(StoredFile file, BlobBuffer text) {}

  private final ObjectSource objects;
  private final Map<ObjectId, OpenFile> files = new LinkedHashMap<>();

  public OpenFiles(ObjectSource objects) {
    this.objects = objects;
  }

  ObjectSource objects() {
    return objects;
  }

  /**
   * Returns the valid file of a project; reads it if it is not open.
   *
   * @throws CorruptObjectException if it is invalid: then no state has that file
   */
  StoredFile open(ObjectId blob, ProjectId project) throws IOException {
    OpenFile open = files.get(blob);
    if (open != null) {
      return open.file();
    }
    try {
      return StoredFile.read(blob, objects.read(blob, Constants.OBJ_BLOB), project);
    } catch (InvalidVersionsFileException invalid) {
      throw new CorruptObjectException(
          invalid.in(ProjectPath.of(project).toString()).getMessage(), invalid);
    }
  }

  /** Returns the text of a file, for an edit in place; the file is no longer open. */
  BlobBuffer take(StoredFile file) {
    return file.blob()
        .map(files::remove)
        .map(OpenFile::text)
        .orElseGet(() -> new BlobBuffer(file.text()));
  }

  void put(StoredFile file, BlobBuffer text) {
    ObjectId blob = file.blob().orElseThrow();
    files.remove(blob);
    files.put(blob, new OpenFile(file, text));
  }

  /** Closes the files that changed least recently, if there are too many or they are too long. */
  public void trim() {
    long length = files.values().stream().mapToLong(open -> open.text().length()).sum();
    Iterator<OpenFile> eldest = files.values().iterator();
    while (files.size() > MAX_FILES || (length > MAX_LENGTH && files.size() > 1)) {
      length -= eldest.next().text().length();
      eldest.remove();
    }
  }
}
