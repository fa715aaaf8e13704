package org.versionservice.storage;

/** Whether the remote has the commit of a change. */
public enum PushState {
  /** No remote is configured, or the change was only tried. */
  NO_PUSH,
  /** The remote does not have it yet. */
  PENDING,
  /** The remote has it. */
  PUSHED
}
