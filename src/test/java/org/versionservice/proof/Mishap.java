package org.versionservice.proof;

/** What happens to a service in ordinary operation, beside a bad network and killed processes. */
enum Mishap {
  /** Somebody raises an app's version in the file and keeps its revision. */
  RAISED_BY_HAND,
  /** Somebody raises an app's version, and somebody else lowers it a moment later. */
  RAISED_AND_LOWERED_BY_HAND,
  /** Somebody removes an app from the file. */
  REMOVED_BY_HAND,
  /** Somebody spells the JSON of the file in another way. */
  RESPELLED_BY_HAND,
  /** A replica loses its data directory. */
  DATA_LOST,
  /** A file of a replica's clone is damaged while the replica is down. */
  DATA_DAMAGED,
  /** The remote is restored from an older copy, at a moment when every replica knows the newest. */
  REMOTE_RESTORED,
  /** One replica cannot reach the remote for a moment while the others are busy. */
  BLIP
}
