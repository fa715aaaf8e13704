package org.versionservice.storage.git.repository;

import org.eclipse.jgit.lib.ObjectId;

/**
 * The branch here and the one at the remote have no commit in common, and nothing says that one
 * takes the other one's place. Neither is touched until somebody decides.
 */
public final class UnrelatedHistoriesException extends Exception {

  private static final long serialVersionUID = 1L;

  public UnrelatedHistoriesException(ObjectId ours, ObjectId theirs) {
    super(
        "the branch of the remote is at "
            + theirs.name()
            + " and that of the data directory at "
            + ours.name()
            + ", and they have no commit in common: configure the remote that this data directory"
            + " belongs to, or an empty data directory");
  }
}
