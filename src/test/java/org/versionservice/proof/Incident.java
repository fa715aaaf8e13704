package org.versionservice.proof;

/** Events of ordinary operation, beside network faults and killed processes. */
enum Incident {
  /** A person raises an app's version in the file and keeps its revision. */
  RAISED_BY_HAND,
  /** A person raises an app's version, and another one lowers it soon after. */
  RAISED_AND_LOWERED_BY_HAND,
  /** A person removes an app from the file. */
  REMOVED_BY_HAND,
  /** A person reformats the JSON of the file. */
  RESPELLED_BY_HAND,
  /** A replica loses its data directory. */
  DATA_LOST,
  /** A file of a replica's clone is damaged while the replica is down. */
  DATA_DAMAGED,
  /** The remote is restored from an older copy, while every replica knows the newest. */
  REMOTE_RESTORED,
  /** One replica briefly cannot reach the remote while the others are busy. */
  BLIP
}
