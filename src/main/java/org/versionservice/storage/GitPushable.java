package org.versionservice.storage;

/** A store that keeps commits locally while its remote is unreachable. */
public interface GitPushable {

  /**
   * Tries to push all pending commits; blocks on the network.
   *
   * @return the number of commits that are still pending
   */
  int pushPendingCommits();
}
