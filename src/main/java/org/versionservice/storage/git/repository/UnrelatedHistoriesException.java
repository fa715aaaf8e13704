package org.versionservice.storage.git.repository;

import org.eclipse.jgit.lib.ObjectId;

/**
 * The local branch and the remote's have no common commit, and neither replaces the other (see
 * {@link ReplacedBranch}). Both stay unchanged until an administrator decides.
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
