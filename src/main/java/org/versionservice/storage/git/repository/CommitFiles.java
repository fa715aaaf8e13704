package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.versionservice.storage.git.versionsfile.FileEntries;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;

/**
 * What the files of commits say, a few of which are kept. A file that cannot be read as a whole
 * says of the apps it does not tell what the commit before it says.
 */
final class CommitFiles {

  private static final int MOST_KEPT = 4;

  /** Behind so many commits in a row that cannot be read, nothing is looked for. */
  private static final int MOST_UNREADABLE = 1_000;

  private final RevWalk walk;
  private final Map<ObjectId, FileEntries> kept = new LinkedHashMap<>();

  /**
   * @param walk reads the commits; stays the caller's to close
   */
  CommitFiles(RevWalk walk) {
    this.walk = walk;
  }

  /** The blob of a commit's file; empty if there is none, or something else in its place. */
  Optional<ObjectId> blob(RevCommit commit) throws IOException {
    return isBroken(commit) ? Optional.empty() : RootTree.file(tree(commit));
  }

  private boolean isBroken(RevCommit commit) throws IOException {
    try {
      RootTree.check(tree(commit));
      return false;
    } catch (InvalidVersionsFileException noFile) {
      return true;
    }
  }

  private byte[] tree(RevCommit commit) throws IOException {
    walk.parseHeaders(commit);
    return walk.getObjectReader().open(commit.getTree(), Constants.OBJ_TREE).getCachedBytes();
  }

  /** The entries in a commit's file. */
  FileEntries of(RevCommit commit) throws IOException {
    Optional<ObjectId> blob = blob(commit);
    if (blob.isEmpty()) {
      return isBroken(commit) ? FileEntries.of(new byte[0]) : FileEntries.NONE;
    }
    FileEntries entries = kept.get(blob.get());
    if (entries == null) {
      entries = FileEntries.of(text(blob.get()));
      kept.put(blob.get(), entries);
      if (kept.size() > MOST_KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
    return entries;
  }

  /** What is known of an app at a commit. */
  Optional<FileEntries.Entry> find(Optional<RevCommit> commit, String id) throws IOException {
    Optional<RevCommit> next = commit;
    for (int i = 0; next.isPresent() && i < MOST_UNREADABLE; i++) {
      FileEntries entries = of(next.get());
      Optional<FileEntries.Entry> found = entries.find(id);
      if (found.isPresent() || (entries.isWhole() && !entries.names(id))) {
        return found;
      }
      next = firstParent(next.get());
    }
    return Optional.empty();
  }

  /** All ids that are known at a commit. */
  Set<String> ids(Optional<RevCommit> commit) throws IOException {
    Set<String> ids = new HashSet<>();
    Optional<RevCommit> next = commit;
    for (int i = 0; next.isPresent() && i < MOST_UNREADABLE; i++) {
      FileEntries entries = of(next.get());
      ids.addAll(entries.ids());
      next = entries.isWhole() ? Optional.empty() : firstParent(next.get());
    }
    return ids;
  }

  static Optional<RevCommit> firstParent(RevCommit commit) {
    return commit.getParentCount() == 0 ? Optional.empty() : Optional.of(commit.getParent(0));
  }

  private byte[] text(ObjectId blob) throws IOException {
    ObjectLoader file = walk.getObjectReader().open(blob, Constants.OBJ_BLOB);
    // What is too large counts as broken.
    return GitRepository.isTooLarge(file) ? new byte[0] : file.getCachedBytes(Integer.MAX_VALUE);
  }
}
