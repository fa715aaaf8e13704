package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

  /**
   * The maximum length of the texts that are kept for the next batch, in bytes: a small part of the
   * heap, although a parsed file takes several times its length.
   */
  private static final long MAX_LENGTH = Math.max(4L << 20, Runtime.getRuntime().maxMemory() / 64);

  private static final int MAX_FILES = 8192;

  private record OpenFile(StoredFile file, BlobBuffer text) {}

  private final ObjectSource objects;
  private final Map<ObjectId, OpenFile> files = new LinkedHashMap<>();
  private long length;

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
    return file.blob().flatMap(this::remove).orElseGet(() -> new BlobBuffer(file.text()));
  }

  void put(StoredFile file, BlobBuffer text) {
    ObjectId blob = file.blob().orElseThrow();
    remove(blob);
    files.put(blob, new OpenFile(file, text));
    length += text.length();
  }

  private Optional<BlobBuffer> remove(ObjectId blob) {
    Optional<BlobBuffer> text = Optional.ofNullable(files.remove(blob)).map(OpenFile::text);
    text.ifPresent(removed -> length -= removed.length());
    return text;
  }

  /** Closes the files that changed least recently, if there are too many or they are too long. */
  public void trim() {
    Iterator<OpenFile> eldest = files.values().iterator();
    while (files.size() > MAX_FILES || (length > MAX_LENGTH && files.size() > 1)) {
      length -= eldest.next().text().length();
      eldest.remove();
    }
  }
}
