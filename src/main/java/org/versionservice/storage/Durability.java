package org.versionservice.storage;

/** What is done with a change before it is answered. */
public enum Durability {
  /** Pushed; while the remote cannot be reached, stored on disk only. */
  REMOTE_PREFERRED,
  /** Pushed, or not issued. */
  REMOTE,
  /** Stored on disk; pushed in the background. */
  LOCAL
}
