package org.versionservice.storage.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The branch on disk and the state it holds: what was acknowledged. Written by one thread at a
 * time, read by all.
 */
final class LocalBranch {

  private final GitRepository repository;
  private final OpenPack pack;
  private volatile @Nullable Head head;

  LocalBranch(GitRepository repository, PackStore packs) {
    this.repository = repository;
    this.pack = new OpenPack(packs);
  }

  /** The newest acknowledged state; empty until it is loaded. */
  Optional<Head> head() {
    return Optional.ofNullable(head);
  }

  /** Forces the commits of a draft to disk, where nothing refers to them yet. */
  void store(Head base, Draft draft) throws IOException {
    pack.store(draft.objects(), () -> Draft.keyframe(base));
  }

  /**
   * Makes what was stored last the newest acknowledged state.
   *
   * @return whether the branch was where it was expected to be
   */
  boolean acknowledge(Optional<ObjectId> expected, Head drafted) throws IOException {
    if (!expected.equals(drafted.commit())
        && !repository.moveHead(expected, drafted.commit().orElseThrow())) {
      return false;
    }
    pack.keep();
    head = drafted;
    return true;
  }

  /**
   * Makes commits that came from elsewhere the newest acknowledged state. What was stored last may
   * be among them.
   */
  boolean adopt(Optional<ObjectId> expected, Head newest) throws IOException {
    pack.begin();
    return acknowledge(expected, newest);
  }

  /** The packs on disk that will not be written again; any thread may ask. */
  List<Path> closedPacks() throws IOException {
    return pack.closed();
  }

  /** Tells whether the branch on disk is still at a head. */
  boolean isAt(Head expected) throws IOException {
    return repository.head().equals(expected.commit());
  }
}
