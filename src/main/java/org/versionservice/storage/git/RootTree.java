package org.versionservice.storage.git;

import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * The root directory of a commit: {@code versions.json}, and whatever else somebody put there,
 * which every commit of ours leaves as it is.
 *
 * @param content as Git stores it, with {@code versions.json} in it
 * @param idOffset where the id of {@code versions.json} stands in it
 */
record RootTree(byte[] content, int idOffset) {

  /** A directory with nothing else in it. */
  static final RootTree EMPTY = including(new byte[0]);

  /** A directory as a commit has it; {@code versions.json} is added if it is missing. */
  static RootTree of(byte[] content) {
    CanonicalTreeParser entry = find(content);
    return entry.eof() ? including(content) : new RootTree(content, entry.idOffset());
  }

  /** The file's blob; empty if there is no such file. */
  static Optional<ObjectId> file(byte[] content) {
    CanonicalTreeParser entry = find(content);
    return entry.eof() ? Optional.empty() : Optional.of(entry.getEntryObjectId());
  }

  /** This directory with another content of {@code versions.json}. */
  byte[] with(ObjectId blob) {
    byte[] copy = content.clone();
    blob.copyRawTo(copy, idOffset);
    return copy;
  }

  private static CanonicalTreeParser find(byte[] content) {
    CanonicalTreeParser entry = new CanonicalTreeParser();
    entry.reset(content);
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

  /** Git sorts a directory as if its name ended with a slash. */
  private static String sortName(CanonicalTreeParser entry) {
    String name = entry.getEntryPathString();
    return entry.getEntryFileMode() == FileMode.TREE ? name + "/" : name;
  }
}
