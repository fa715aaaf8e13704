package org.versionservice.service;

import java.util.Optional;
import org.versionservice.storage.Durability;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.GitStorage;

/** The state of the Git storage of this replica. */
record RepositoryState(GitStorage storage, Durability durability) implements AuthoritativeState {

  @Override
  public Optional<Snapshot> snapshot() {
    return storage.isLoaded() ? Optional.of(storage.snapshot()) : Optional.empty();
  }

  @Override
  public boolean isSettled() {
    try {
      return durability == Durability.LOCAL || storage.unpushed() == 0;
    } catch (StorageException unreadable) {
      return false;
    }
  }

  @Override
  public long comparisonsBegun() {
    return storage.remoteChecksBegun();
  }

  @Override
  public long comparisonEnded() {
    return storage.remoteChecksEnded();
  }
}
