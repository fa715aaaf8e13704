package org.versionservice.service;

import java.util.Optional;
import org.versionservice.storage.Snapshot;

/** The state of the repository as this replica knows it, and how new it is. */
interface AuthoritativeState {

  /** Returns the newest acknowledged state; empty until it is loaded. */
  Optional<Snapshot> snapshot();

  /** Returns whether the snapshot is final: no remote can reject its commits any more. */
  boolean isSettled();

  /** Returns how many comparisons with the remote have started. */
  long comparisonsBegun();

  /**
   * Returns the number of the newest comparison with the remote that succeeded: the snapshot has
   * all that the remote had when that comparison started. Without a remote, returns {@link
   * Long#MAX_VALUE}.
   */
  long comparisonEnded();
}
