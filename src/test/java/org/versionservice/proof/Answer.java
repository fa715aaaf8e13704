package org.versionservice.proof;

import org.versionservice.version.CommitId;

/** What a client knows when one try of its request has ended. */
public sealed interface Answer {

  /**
   * The change was made.
   *
   * @param version what the request got; of a deleted app the last one
   * @param commit what the answer said to be its commit
   * @param pushed whether the answer promised that the remote has it
   */
  record Made(SeenVersion version, CommitId commit, boolean pushed) implements Answer {}

  /** All was as wished for, and nothing was made. */
  record Unchanged() implements Answer {}

  /** Nothing was issued, by the service's own word or because it was never reached. */
  record Denied(String why) implements Answer {}

  /** It may have been made or not. */
  record Unknown(String why) implements Answer {}
}
