package org.versionservice.storage;

/** Whether the remote has the commit of a change. */
public enum PushState {
  /** There is no remote, or the change was a dry run. */
  NO_PUSH,
  /** The remote does not have it yet. */
  PENDING,
  /** The remote has it. */
  PUSHED
}
