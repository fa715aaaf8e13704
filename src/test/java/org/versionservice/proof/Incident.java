package org.versionservice.proof;

import java.util.EnumSet;
import java.util.Set;

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
  BLIP,
  /** The layout is converted through a replica. */
  CONVERTED,
  /** The layout is converted through a replica, which is killed meanwhile or soon after. */
  CONVERTED_AND_KILLED,
  /** A replica's process is suspended, in part for longer than its lease lasts. */
  SUSPENDED,
  /** One replica cannot reach the remote. */
  REMOTE_OUT_OF_REACH,
  /** One replica cannot reach Redis. */
  REDIS_OUT_OF_REACH,
  /** One replica cannot be reached by the others. */
  REPLICA_OUT_OF_REACH,
  /** Redis is killed, and restarted without its data. */
  REDIS_KILLED,
  /** Redis is suspended. */
  REDIS_HUNG,
  /** Redis loses its data. */
  REDIS_FLUSHED,
  /** Redis gets back an earlier writer lease, as by a failover. */
  LEASE_RESTORED,
  /** A stranger writes another value in place of the writer lease. */
  LEASE_OVERWRITTEN;

  /** Returns the incidents of replicas that share a writer lease. */
  static Set<Incident> ofLease() {
    return EnumSet.range(SUSPENDED, LEASE_OVERWRITTEN);
  }

  /** Returns the conversions of the layout. */
  static Set<Incident> ofLayout() {
    return EnumSet.of(CONVERTED, CONVERTED_AND_KILLED);
  }

  /** Returns the incidents that change no setting and need no lease. */
  static Set<Incident> ofOperation() {
    return EnumSet.range(RAISED_BY_HAND, BLIP);
  }

  /** Returns the incidents of all replicas, also of those without a lease. */
  static Set<Incident> ofAll() {
    return EnumSet.complementOf(EnumSet.copyOf(ofLease()));
  }
}
