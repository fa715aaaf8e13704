package org.versionservice.service;

import java.util.Optional;
import org.versionservice.storage.Snapshot;

/** What is known of the repository here, and how new that is. */
interface AuthoritativeState {

  /** The newest acknowledged state; empty until it is loaded. */
  Optional<Snapshot> snapshot();

  /** Returns whether nothing can take back what the snapshot has. */
  boolean isSettled();

  /** How many comparisons with the remote were begun. */
  long comparisonsBegun();

  /**
   * The number of the newest comparison with the remote that ended well: the snapshot has all that
   * the remote had when it began. Without a remote there is nothing that the snapshot does not
   * have, and the number is the highest there is.
   */
  long comparisonEnded();
}
