package org.versionservice.storage;

/** A store that can hold changes back while what it pushes to is out of reach. */
public interface GitPushable {

  /**
   * Tries to push what is not pushed yet; waits for the network.
   *
   * @return how many commits are still not pushed, 0 if all are
   */
  int pushPendingCommits();
}
