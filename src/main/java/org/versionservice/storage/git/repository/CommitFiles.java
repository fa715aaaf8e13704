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
 * Reads the entries in the files of commits, and caches a few files. An app that is missing in a
 * file which cannot be read completely has the entry of the previous commit.
 */
final class CommitFiles {

  private static final int MAX_CACHED = 4;

  /** The maximum number of consecutive unreadable commits that a search passes. */
  private static final int MAX_UNREADABLE = 1_000;

  private final RevWalk walk;
  private final Map<ObjectId, FileEntries> cache = new LinkedHashMap<>();

  CommitFiles(RevWalk walk) {
    this.walk = walk;
  }

  /** Returns the blob of a commit's file; empty if there is no valid one. */
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

  FileEntries of(RevCommit commit) throws IOException {
    Optional<ObjectId> blob = blob(commit);
    if (blob.isEmpty()) {
      return isBroken(commit) ? FileEntries.of(new byte[0]) : FileEntries.NONE;
    }
    FileEntries entries = cache.get(blob.get());
    if (entries == null) {
      entries = FileEntries.of(text(blob.get()));
      cache.put(blob.get(), entries);
      if (cache.size() > MAX_CACHED) {
        cache.remove(cache.keySet().iterator().next());
      }
    }
    return entries;
  }

  /** Returns the entry of an app at a commit, also from an earlier one. */
  Optional<FileEntries.Entry> find(Optional<RevCommit> commit, String id) throws IOException {
    Optional<RevCommit> next = commit;
    for (int i = 0; next.isPresent() && i < MAX_UNREADABLE; i++) {
      FileEntries entries = of(next.get());
      Optional<FileEntries.Entry> found = entries.find(id);
      if (found.isPresent() || (entries.isWhole() && !entries.names(id))) {
        return found;
      }
      next = firstParent(next.get());
    }
    return Optional.empty();
  }

  /** Returns the ids in a commit's file, and in earlier ones back to a complete one. */
  Set<String> ids(Optional<RevCommit> commit) throws IOException {
    Set<String> ids = new HashSet<>();
    Optional<RevCommit> next = commit;
    for (int i = 0; next.isPresent() && i < MAX_UNREADABLE; i++) {
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
    // A file that is too large counts as unreadable.
    return GitRepository.isTooLarge(file) ? new byte[0] : file.getCachedBytes(Integer.MAX_VALUE);
  }
}
