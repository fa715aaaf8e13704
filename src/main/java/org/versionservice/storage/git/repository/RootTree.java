package org.versionservice.storage.git.repository;

import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.storage.git.versionsfile.VersionsFile;

/**
 * The root directory of a commit: {@code versions.json}, and entries that people added, which the
 * service never changes.
 *
 * @param content a Git tree with {@code versions.json}
 * @param idOffset the offset of the id of {@code versions.json} in it, in bytes
 */
public record RootTree(byte[] content, int idOffset) {

  /** The directory with only {@code versions.json}. */
  public static final RootTree EMPTY = including(new byte[0]);

  /** Returns a commit's directory; adds {@code versions.json} if it is missing. */
  static RootTree of(byte[] content) {
    CanonicalTreeParser entry = find(content);
    return entry.eof() ? including(content) : new RootTree(content, entry.idOffset());
  }

  /**
   * Checks a directory.
   *
   * @throws InvalidVersionsFileException if the directory is malformed, or {@code versions.json} is
   *     not a file but a directory, a symbolic link or a submodule
   */
  static void check(byte[] content) throws InvalidVersionsFileException {
    if (!isWellFormed(content)) {
      throw new InvalidVersionsFileException("cannot be found: the branch's directory is damaged");
    }
    CanonicalTreeParser entry = find(content);
    if (!entry.eof() && (entry.getEntryRawMode() & FileMode.TYPE_MASK) != FileMode.TYPE_FILE) {
      throw new InvalidVersionsFileException("is not a file but " + kind(entry.getEntryRawMode()));
    }
  }

  private static String kind(int mode) {
    return switch (mode & FileMode.TYPE_MASK) {
      case FileMode.TYPE_TREE -> "a directory";
      case FileMode.TYPE_SYMLINK -> "a symbolic link";
      case FileMode.TYPE_GITLINK -> "a submodule";
      default -> "something unknown";
    };
  }

  /** Returns whether a directory consists of entries: mode, space, name, NUL, id. */
  private static boolean isWellFormed(byte[] content) {
    int position = 0;
    while (position < content.length) {
      int name = position;
      while (name < content.length && content[name] >= '0' && content[name] <= '7') {
        name++;
      }
      boolean named = name > position && name < content.length && content[name] == ' ';
      int end = name + 1;
      while (end < content.length && content[end] != 0) {
        end++;
      }
      if (!named || end + 1 + Constants.OBJECT_ID_LENGTH > content.length) {
        return false;
      }
      position = end + 1 + Constants.OBJECT_ID_LENGTH;
    }
    return true;
  }

  /** Returns the blob of {@code versions.json} in a directory; empty if there is none. */
  public static Optional<ObjectId> file(byte[] content) {
    CanonicalTreeParser entry = find(content);
    return entry.eof() ? Optional.empty() : Optional.of(entry.getEntryObjectId());
  }

  public byte[] with(ObjectId blob) {
    byte[] copy = content.clone();
    blob.copyRawTo(copy, idOffset);
    return copy;
  }

  private static CanonicalTreeParser find(byte[] content) {
    CanonicalTreeParser entry = new CanonicalTreeParser();
    entry.reset(isWellFormed(content) ? content : new byte[0]);
    while (!entry.eof() && !entry.getEntryPathString().equals(VersionsFile.NAME)) {
      entry.next();
    }
    return entry;
  }

  private static RootTree including(byte[] content) {
    TreeFormatter tree = new TreeFormatter();
    boolean added = false;
    CanonicalTreeParser entry = new CanonicalTreeParser();
    entry.reset(content);
    for (; !entry.eof(); entry.next()) {
      if (!added && sortName(entry).compareTo(VersionsFile.NAME) > 0) {
        tree.append(VersionsFile.NAME, FileMode.REGULAR_FILE, ObjectId.zeroId());
        added = true;
      }
      tree.append(entry.getEntryPathString(), entry.getEntryFileMode(), entry.getEntryObjectId());
    }
    if (!added) {
      tree.append(VersionsFile.NAME, FileMode.REGULAR_FILE, ObjectId.zeroId());
    }
    return of(tree.toByteArray());
  }

  /** Returns the sort key of an entry: for a directory, Git appends a slash. */
  private static String sortName(CanonicalTreeParser entry) {
    String name = entry.getEntryPathString();
    return entry.getEntryFileMode() == FileMode.TREE ? name + "/" : name;
  }
}
