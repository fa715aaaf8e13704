package org.versionservice.storage;

/** What happens to a change before its caller gets an answer. */
public enum Durability {
  /** The change is pushed; while the remote is unreachable, stored on disk only. */
  REMOTE_PREFERRED,
  /** The change is pushed, or refused. */
  REMOTE,
  /** The change is stored on disk and pushed in the background. */
  LOCAL
}
